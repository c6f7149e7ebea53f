internal import LocalFiles
package import SyncEngine

extension RemoteLock.Surroundings {
    /// Those of this process.
    package static var process: RemoteLock.Surroundings {
        let start = ContinuousClock.now
        return RemoteLock.Surroundings(
            world: RunningProcess.world, pid: RunningProcess.id, started: RunningProcess.start(of: RunningProcess.id),
            isRunning: { RunningProcess.isRunning($0, started: $1) },
            uptime: { (ContinuousClock.now - start) / .seconds(1) },
            pause: { try await Task.sleep(for: .seconds($0)) })
    }
}
