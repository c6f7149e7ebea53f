package import SyncEngine
import Synchronization

extension RemoteLock.Surroundings {
    /// Those of a process whose fellows have all been killed; while it waits for one of them, a minute passes at once.
    package static func aloneInTheWorld(_ world: String? = "here", pid: Int32 = 1) -> RemoteLock.Surroundings {
        let clock = Clock()
        return RemoteLock.Surroundings(
            world: world, pid: pid, isRunning: { _, _ in false }, uptime: { clock.seconds },
            pause: { seconds in
                // Signs of life are not given in a run that takes no time, and giving back takes some.
                if seconds >= 5 { try await Task.sleep(for: .seconds(seconds)) }
                clock.pass(60)
            })
    }

    private final class Clock: Sendable {
        private let time = Mutex(0.0)

        var seconds: Double { time.withLock { $0 } }

        func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
    }
}
