package import FileTree

/// One thing a run does on one of the two sides, and why.
package struct Change: Hashable, Sendable {
    /// What is done.
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case createFolder = "create folder"
        case create
        case replace
        case deleteFile = "delete"
        case deleteFolder = "delete folder"
    }

    /// What is done.
    package var action: Action
    /// On which side.
    package var side: Side
    /// To what.
    package var path: RelativePath
    /// The bytes that are transferred; nil where none are.
    package var size: Int64?
    /// The SHA-256 of what is transferred; nil where nothing is, or nobody knows it before.
    package var sha256: String?
    /// Why, in words: "new", "changed here".
    package var reason: String
    /// When the file changed where it comes from; nil for what is no transfer, or where nobody knows.
    package var modified: FileTime?
    /// The name that the file has there so far, where it is only moved; nil where it is transferred.
    package var movedFrom: RelativePath?
    /// The name that a deleted file gets, where it is only moved; nil where it goes.
    package var movedTo: RelativePath?
    /// Whether its name has to be free before anything else is put in place: a file where a folder comes, or the reverse.
    package var makesRoom = false

    /// A change from its parts.
    package init(
        _ action: Action, _ path: RelativePath, on side: Side = .remote, size: Int64? = nil, sha256: String? = nil,
        reason: String
    ) {
        self.action = action
        self.side = side
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.reason = reason
    }

    /// Whether a file is put in place.
    package var isTransfer: Bool { action == .create || action == .replace }
    /// Whether bytes are transferred for that.
    package var sendsContent: Bool { isTransfer && movedFrom == nil }
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
    package var conflicts: [Conflict] = []
    /// Conflicts that somebody decided to leave as they are.
    package var leftAlone: [Conflict] = []
    /// Paths that only the receiving side changed: left as they are, unless the sending side is to win everywhere.
    package var drifted: [Remark] = []
    /// Paths that differ but are left as they are on purpose.
    package var skipped: [Remark] = []
    /// Files that are gone here and stay there for a while, for visitors with older pages.
    package var lingering: [Remark] = []
    /// New files that are not put onto the remote because they look like secrets.
    package var heldBack: [Remark] = []
    /// Paths that are the same on both sides.
    package var unchanged: [RelativePath] = []
    /// Files whose content on both sides, if somebody read it, would tell more than sizes and times do.
    package var undecided: [RelativePath] = []

    /// Whether ``unchanged`` paths were not looked at there: the record says that they are the same.
    package var isByRecord = false

    /// An empty change set.
    package init() {}

    /// Whether nothing is to be done.
    package var isEmpty: Bool { changes.isEmpty }
    /// The bytes that are transferred, in both directions.
    package var bytesToTransfer: Int64 { changes.lazy.filter(\.sendsContent).compactMap(\.size).clampedSum() }
    /// The files that are transferred, in both directions.
    package var transfers: [Change] { changes.filter(\.sendsContent) }
    /// The files that differ and stay as they are, for whatever reason.
    package var untouched: [RelativePath] {
        (skipped + drifted + heldBack + lingering).map(\.path) + (conflicts + leftAlone).map(\.path)
    }
    /// What is done on one side, in order.
    package func changes(on side: Side) -> [Change] { changes.filter { $0.side == side } }
    /// How many changes have this action.
    package func count(_ action: Change.Action) -> Int { changes.count { $0.action == action } }
}
