package import FileTree

/// One thing a run does on the remote, and why.
package struct Change: Hashable, Sendable {
    /// What is done.
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case createFolder = "create folder"
        case upload
        case replace
        case deleteFile = "delete"
        case deleteFolder = "delete folder"
    }

    /// What is done.
    package var action: Action
    /// To what.
    package var path: RelativePath
    /// The bytes that are sent; nil where none are.
    package var size: Int64?
    /// The SHA-256 of what is sent; nil where nothing is.
    package var sha256: String?
    /// Why, in words: "new", "changed here".
    package var reason: String

    /// A change from its parts.
    package init(_ action: Action, _ path: RelativePath, size: Int64? = nil, sha256: String? = nil, reason: String) {
        self.action = action
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.reason = reason
    }

    /// Whether bytes are sent.
    package var isTransfer: Bool { action == .upload || action == .replace }
    /// Whether it is about a folder.
    package var isOfFolder: Bool { action == .createFolder || action == .deleteFolder }
    /// Whether something goes away.
    package var isDeletion: Bool { action == .deleteFile || action == .deleteFolder }
}

/// A path that a run leaves alone, and why.
package struct Remark: Hashable, Sendable {
    /// Which path.
    package var path: RelativePath
    /// Why, in words.
    package var reason: String

    /// A remark on a path.
    package init(_ path: RelativePath, _ reason: String) {
        self.path = path
        self.reason = reason
    }
}

/// Everything a run would do, in the order in which it is done, and what it decided not to do.
package struct ChangeSet: Hashable, Sendable {
    /// What is done, in order: folders, files, deletions (deepest first).
    package var changes: [Change] = []
    /// Paths where both sides changed: with ``ConflictResolution/ask`` they stop the run.
    package var conflicts: [Remark] = []
    /// Paths that only the other side changed: left as they are, unless the local side is to win everywhere.
    package var drifted: [Remark] = []
    /// Paths that differ but are left as they are on purpose.
    package var skipped: [Remark] = []
    /// Paths that are the same on both sides.
    package var unchanged: [RelativePath] = []

    /// Whether ``unchanged`` paths were not looked at there: the record says that they are the same.
    package var isByRecord = false

    /// An empty change set.
    package init() {}

    /// Whether nothing is to be done.
    package var isEmpty: Bool { changes.isEmpty }
    /// The bytes that are sent.
    package var bytesToSend: Int64 { changes.reduce(0) { $0 + ($1.isTransfer ? $1.size ?? 0 : 0) } }
    /// The files that are sent.
    package var transfers: [Change] { changes.filter(\.isTransfer) }
    /// How many changes have this action.
    package func count(_ action: Change.Action) -> Int { changes.count { $0.action == action } }
}
