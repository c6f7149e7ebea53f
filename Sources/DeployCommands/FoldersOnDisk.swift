internal import DeployModel
internal import Diagnostics
internal import LocalFiles

/// What only the disk tells about the two folders of a plan.
enum FoldersOnDisk {
    /// Why the plan must not run: through a symbolic link one folder lies in the other. nil where they are apart.
    static func objection(to plan: SyncPlan) -> Diagnostic? {
        guard case .folder(let path) = plan.remote, let folder = plan.localPath else { return nil }
        let (local, remote) = (RealPath.resolve(folder), RealPath.resolve(path))
        guard LocalPath.isWithin(local, remote) || LocalPath.isWithin(remote, local) else { return nil }
        return Diagnostic(
            code: .nestedFolders, "links followed, one of the two folders lies in the other: \(local) and \(remote)",
            help: "a folder cannot be deployed into itself")
    }
}
