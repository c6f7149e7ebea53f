/// What became of one side of a path since the base was recorded.
package enum Status: String, Hashable, Sendable, CaseIterable {
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
}
