package import DeployModel
package import FileTree

/// A server's whole-hour offset between the times recorded and the times listed now. Folders of this machine have none.
package enum ClockShift {
    /// The shift in seconds that most recorded files have in common, 0 where there is none; to be added to a listed
    /// time to get the recorded one.
    package static func common(base: SyncBase, remote: Snapshot) -> Int64 {
        var votes: [Int64: Int] = [:]
        for (path, file) in base.files {
            // What was only recorded agrees with itself.
            guard remote.hasSeen(path), let recorded = file.serverTime, let listed = remote[path]?.modified,
                remote[path]?.size == file.size, listed.precision != .nanosecond
            else { continue }
            if let shift = recorded.hourShift(from: listed) { votes[shift, default: 0] += 1 }
        }
        guard let best = votes.max(by: { ($0.value, $1.key.magnitude) < ($1.value, $0.key.magnitude) }) else {
            return 0
        }
        return best.value * 2 > votes.values.reduce(0, +) ? best.key : 0
    }
}
