internal import DeployModel
internal import FileTree
internal import LocalFiles

extension SyncPlan {
    /// Leaves files of this machine out of what is deployed, where they lie in the local folder, by whatever links: what a run
    /// writes down of itself is not for visitors.
    mutating func keepOut(_ paths: [String]) {
        guard let local = localPath else { return }
        for path in paths {
            for (file, folder) in [(path, local), (RealPath.resolve(path), RealPath.resolve(local))]
            where LocalPath.isWithin(file, folder) {
                let name = RelativePath(String(file.dropFirst(folder.count).drop { $0 == "/" }))
                if let name, !name.isRoot { rules.own.insert(name) }
            }
        }
    }
}
