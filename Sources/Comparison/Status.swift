internal import DeployModel
internal import FileTree

/// What became of one side of a path since the base was recorded.
enum Status: Hashable {
    /// Not there, and the base knows nothing of it.
    case missing
    /// There, and the base does not have it.
    case new
    /// There, as the base has it.
    case unmodified
    /// There, but not as the base has it.
    case modified
    /// The base has it, but it is gone.
    case deleted
    /// There, but there is no base that could tell.
    case existing

    /// The status of a side; `isSame` tells whether what is there is what was recorded.
    init(isPresent: Bool, recorded: Manifest.File?, base: SyncBase, isSame: (Manifest.File) -> Bool) {
        switch (isPresent, recorded) {
        case (true, let recorded?): self = isSame(recorded) ? .unmodified : .modified
        case (true, nil): self = base.isComplete ? .new : .existing
        case (false, .some): self = .deleted
        case (false, nil): self = .missing
        }
    }
}
