internal import DeployModel
internal import FileTree

/// A file that waits in a staging folder.
struct StagedFile: Hashable, Sendable {
    /// The name that it is for.
    var path: RelativePath
    /// The name under which it waits.
    var staged: String
    /// What is recorded of it once it is live.
    var file: Manifest.File
}
