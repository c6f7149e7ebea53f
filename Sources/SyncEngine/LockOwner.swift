internal import FileTree
internal import FoundationEssentials

/// Who holds the lock of a remote, as it is written there.
package struct LockOwner: Hashable, Sendable, Codable {
    /// The run.
    package var run: String
    /// The person and the machine, as `user@host`; nil where neither is known.
    package var author: String?
    /// The git commit that is deployed; nil where there is none.
    package var commit: String?
    /// When the lock was taken, in seconds since the epoch, UTC, by the owner's clock.
    package var since: Int64
    /// The owner's process id.
    package var pid: Int32
    /// When that process was started, as ``RemoteLock/Surroundings`` tell it: ids are used again.
    package var started: UInt64?
    /// What the process id belongs to (`RunningProcess.world`); nil where that is not known.
    package var world: String?

    /// An owner from its parts.
    package init(
        run: String, author: String?, commit: String?, since: Int64, pid: Int32, started: UInt64? = nil, world: String?
    ) {
        self.run = run
        self.author = author
        self.commit = commit
        self.since = since
        self.pid = pid
        self.started = started
        self.world = world
    }

    /// As bytes: one JSON object.
    var encoded: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return ((try? encoder.encode(self)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
    }

    /// The owner in `bytes`; nil where they are none.
    init?(_ bytes: [UInt8]) {
        guard let owner = try? JSONDecoder().decode(LockOwner.self, from: Data(bytes)) else { return nil }
        self = owner
    }

    /// In words: `joe@laptop since 12:03 (commit 1a2b3c4)`; `time` writes seconds since the epoch. What a server tells is
    /// shown without its control characters.
    package func text(_ time: (Int64) -> String) -> String {
        let commit = commit.map { " (commit \($0.prefix(12)))" } ?? ""
        return VisibleText.escaping("\(author ?? "somebody") since \(time(since))\(commit)")
    }
}
