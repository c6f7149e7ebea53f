internal import DeployModel
internal import FileTree

/// How a run ended, in numbers.
public struct SyncStatistics: Hashable, Sendable {
    /// Files sent, and the bytes of those that were sent in this run.
    public let filesSent: Int, bytesSent: Int64
    /// Files received, and their bytes.
    public let filesReceived: Int, bytesReceived: Int64
    /// Files deleted, on either side.
    public let filesDeleted: Int
    /// Folders made, on either side.
    public let foldersCreated: Int
    /// Folders deleted, on either side.
    public let foldersDeleted: Int
    /// Files and folders that are the same on both sides.
    public let unchanged: Int
    /// Files that changed on the receiving side of an upload or a download only, and were left so.
    public let drifted: Int
    /// Conflicts that were left as they are.
    public let conflictsSkipped: Int

    init(_ outcome: Outcome) {
        filesSent = outcome.filesWritten
        bytesSent = outcome.bytesSent
        filesReceived = outcome.filesReceived
        bytesReceived = outcome.bytesReceived
        filesDeleted = outcome.filesDeleted
        foldersCreated = outcome.foldersCreated
        foldersDeleted = outcome.foldersDeleted
        unchanged = outcome.unchanged
        drifted = outcome.drifted
        conflictsSkipped = outcome.conflictsSkipped
    }
}

/// One thing that a run does.
public struct SyncChange: Hashable, Sendable {
    /// What is done.
    public enum Action: Hashable, Sendable { case createFolder, create, replace, deleteFile, deleteFolder }

    /// What is done.
    public let action: Action
    /// Whether it is done here; else there.
    public let isLocal: Bool
    /// To which path.
    public let path: String
    /// Why, in words.
    public let reason: String

    init(_ change: Change) {
        action =
            switch change.action {
            case .createFolder: .createFolder
            case .create: .create
            case .replace: .replace
            case .deleteFile: .deleteFile
            case .deleteFolder: .deleteFolder
            }
        isLocal = change.side == .local
        path = change.path.text
        reason = change.reason
    }
}

/// What a run would do, and what it would leave alone.
public struct SyncPreview: Hashable, Sendable {
    /// What would be done, in order.
    public let changes: [SyncChange]
    /// Conflicts, by path, with what happened on both sides.
    public let conflicts: [String: String]
    /// Other paths that differ but would stay as they are, with the reason.
    public let skipped: [String: String]
    /// Paths that are the same on both sides.
    public let unchanged: [String]

    init(_ changes: ChangeSet) {
        self.changes = changes.changes.map(SyncChange.init)
        conflicts = Dictionary(
            (changes.conflicts + changes.leftAlone).map { ($0.path.text, $0.reason) }
        ) { first, _ in first }
        skipped = Dictionary((changes.skipped + changes.drifted).map { ($0.path.text, $0.reason) }) { first, _ in first
        }
        unchanged = changes.unchanged.map(\.text)
    }
}

/// Why a run failed.
public struct SyncError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, with the path and the server's reply, without a final full stop.
    public let message: String
    /// What to do; nil where the message says it all.
    public let help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    /// Message and help in one sentence.
    public var description: String { help.map { "\(message) (\($0))" } ?? message }
}
