package import DeployModel
package import FileTree

/// One path on both sides, with what is known of it.
package struct Pair: Sendable {
    /// Which path.
    package let path: RelativePath
    /// What is here; nil where nothing is.
    package let local: FileEntry?
    /// What is there; nil where nothing is.
    package let remote: FileEntry?
    /// What both sides were when they were last the same; nil where that is not known.
    package let recorded: Manifest.File?
    /// What became of the local side.
    package let localStatus: Status
    /// What became of the remote side.
    package let remoteStatus: Status

    /// What one side holds.
    package func entry(_ side: Side) -> FileEntry? { side == .local ? local : remote }
    /// What became of one side.
    package func status(_ side: Side) -> Status { side == .local ? localStatus : remoteStatus }
}

/// What a run does about one path.
package enum Decision: Hashable, Sendable {
    /// Nothing: it is on neither side.
    case nothing
    /// Nothing: both sides are the same.
    case equal
    /// It becomes the same on this side.
    case copy(to: Side, reason: String)
    /// It goes on this side.
    case delete(on: Side, reason: String)
    /// Both sides changed, and nobody said which one wins.
    case conflict(reason: String)
    /// It differs, but is left as it is.
    case skip(reason: String)
    /// Only the receiving side changed, and it is left as it is.
    case drift(reason: String)

    /// The decision in words.
    var words: String {
        switch self {
        case .nothing: "nothing to do"
        case .equal: "equal"
        case .copy(let side, let reason): "copy to \(side.rawValue): \(reason)"
        case .delete(let side, let reason): "delete on \(side.rawValue): \(reason)"
        case .conflict(let reason): "conflict: \(reason)"
        case .skip(let reason), .drift(let reason): "skip: \(reason)"
        }
    }
}
