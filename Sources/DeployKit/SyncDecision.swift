internal import Comparison
internal import DeployModel
internal import FileTree

/// One file on both sides, with what is known of it.
public struct SyncPair: Hashable, Sendable {
    /// What became of a side since both were last the same.
    public enum Status: String, Hashable, Sendable {
        /// Not there, and nothing is known of it.
        case missing
        /// There, and not recorded.
        case new
        /// There, as recorded.
        case unmodified
        /// There, but not as recorded.
        case modified
        /// Recorded, but gone.
        case deleted
        /// There, and there is no record that could tell more.
        case existing
    }

    /// Its path below both roots.
    public let path: String
    /// What is here; nil where nothing is. The name is the last of the path.
    public let local: SyncEntry?
    /// What is there; nil where nothing is.
    public let remote: SyncEntry?
    /// What became of the local side; nil where only a conflict is told.
    public let localStatus: Status?
    /// What became of the remote side; nil where only a conflict is told.
    public let remoteStatus: Status?

    init(_ pair: Pair) {
        path = pair.path.text
        local = pair.local.map(SyncEntry.init)
        remote = pair.remote.map(SyncEntry.init)
        localStatus = Status(rawValue: pair.localStatus.rawValue)
        remoteStatus = Status(rawValue: pair.remoteStatus.rawValue)
    }

    init(_ conflict: Conflict) {
        path = conflict.path.text
        local = conflict.local.map(SyncEntry.init)
        remote = conflict.remote.map(SyncEntry.init)
        localStatus = nil
        remoteStatus = nil
    }
}

extension SyncEntry {
    fileprivate init(_ entry: FileEntry) {
        self.init(
            name: entry.path.name, kind: entry.kind == .file ? .file : entry.kind == .folder ? .folder : .other,
            size: entry.size, modified: entry.modified?.timeInterval)
    }
}

/// What is done about one file.
public enum SyncDecision: Hashable, Sendable {
    /// Both sides are the same, or neither has it.
    case nothing
    /// The local side gets the remote file.
    case copyToLocal
    /// The remote side gets the local file.
    case copyToRemote
    /// The local file is deleted.
    case deleteLocal
    /// The remote file is deleted.
    case deleteRemote
    /// Both sides changed, and nobody said which one wins.
    case conflict(String)
    /// It differs, and is left as it is.
    case skip(String)

    init(_ decision: Decision) {
        self =
            switch decision {
            case .nothing, .equal: .nothing
            case .copy(.local, _): .copyToLocal
            case .copy(.remote, _): .copyToRemote
            case .delete(.local, _): .deleteLocal
            case .delete(.remote, _): .deleteRemote
            case .conflict(let reason): .conflict(reason)
            case .skip(let reason), .drift(let reason): .skip(reason)
            }
    }

    /// The engine's decision; `old` where nothing was changed.
    func decision(insteadOf old: Decision) -> Decision {
        if self == SyncDecision(old) { return old }
        let reason = "decided by the program"
        return switch self {
        case .nothing: .skip(reason: reason)
        case .copyToLocal: .copy(to: .local, reason: reason)
        case .copyToRemote: .copy(to: .remote, reason: reason)
        case .deleteLocal: .delete(on: .local, reason: reason)
        case .deleteRemote: .delete(on: .remote, reason: reason)
        case .conflict(let reason): .conflict(reason: reason)
        case .skip(let reason): .skip(reason: reason)
        }
    }
}
