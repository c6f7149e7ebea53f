package import FileTree

/// A path that changed on both sides, so that neither may simply replace the other.
package struct Conflict: Hashable, Sendable {
    /// Which path.
    package var path: RelativePath
    /// What happened to it, in words.
    package var reason: String
    /// What is here; nil where it is gone.
    package var local: FileEntry?
    /// What is there; nil where it is gone.
    package var remote: FileEntry?
    /// What both sides were when they were last the same; nil where that is not known.
    package var recorded: Manifest.File?
    /// Whether one side may be told to win: not where a file and a folder have the same name.
    package var canBeSettled: Bool

    /// A conflict from its parts.
    package init(
        _ path: RelativePath, _ reason: String, local: FileEntry? = nil, remote: FileEntry? = nil,
        recorded: Manifest.File? = nil, canBeSettled: Bool = true
    ) {
        self.path = path
        self.reason = reason
        self.local = local
        self.remote = remote
        self.recorded = recorded
        self.canBeSettled = canBeSettled
    }
}
