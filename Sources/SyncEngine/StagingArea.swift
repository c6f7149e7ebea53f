internal import DeployModel
internal import FileTree

/// A folder of a target in which files wait under names that nobody looks at, until they are renamed onto their own.
struct StagingArea: Sendable {
    /// The folder.
    let folder: RelativePath
    /// What every name in it begins with that is of this project.
    let prefix: String
    /// The run, for names of content whose hash nobody knows before.
    let run: String
    /// What lies in it already, by name.
    var existing: [String: FileEntry] = [:]
    /// Names from which an interrupted switch has taken its files: that they are gone tells that those are live, so nothing
    /// else may lie there.
    var taken: Set<String> = []

    /// The name for the content of a transfer, the `use`-th with the same hash; `index` is its place among the transfers.
    func name(for change: Change, index: Int, use: Int) -> String {
        guard let hash = change.sha256 else { return "\(prefix)\(run)-\(index)" + (use == 0 ? "" : "-\(use)") }
        return use == 0 ? "\(prefix)\(hash)" : "\(prefix)\(hash)-\(use)"
    }

    /// The path of a name in it.
    func path(_ name: String) -> RelativePath {
        guard let path = folder.appending(name) else { preconditionFailure("'\(name)' is no name") }
        return path
    }
}

extension StateLayout {
    /// The area on the remote.
    func area(run: String, existing: [String: FileEntry], taken: Set<String>) -> StagingArea {
        StagingArea(folder: staging, prefix: stagedName(""), run: run, existing: existing, taken: taken)
    }
}
