internal import DeployModel
internal import FileTree
internal import Glibc
internal import LocalFiles

/// A path that the command line names, seen from a task's local folder.
enum TaskPath {
    /// The path below the task's local folder, and what it is: what the disk says, else what its spelling says.
    ///
    /// - Throws: ``UsageError`` where it lies elsewhere.
    static func locate(_ path: String, in local: String?, from current: String) throws -> (RelativePath, FileKind) {
        guard let local else {
            guard let relative = RelativePath(String(path.reversed().drop { $0 == "/" }.reversed())), !relative.isRoot
            else { throw UsageError(message: "\(path) is no path below a server's folder") }
            return (relative, path.hasSuffix("/") ? .folder : .file)
        }
        let fromHere = LocalPath.resolve(path, from: current)
        let candidates = (fromHere == local ? [] : [fromHere, LocalPath.resolve(path, from: local)])
            .filter { LocalPath.isWithin($0, local) && $0 != local }
        let root = try? RootedFolder(path: local)
        let paths = candidates.compactMap { RelativePath(String($0.dropFirst(local.count).drop { $0 == "/" })) }
        guard let first = paths.first else {
            guard fromHere != local else {
                throw UsageError(
                    message: "\(path) is the task's local folder itself", help: "name a path below it")
            }
            throw UsageError(
                message: "\(path) is not in the task's local folder, \(local)",
                help: "name a path below it; it need not exist")
        }
        for candidate in paths {
            do throws(SystemError) {
                if let entry = try root?.status(candidate) { return (candidate, entry.kind) }
            } catch {
                // A link that leads out of the folder, or in a circle: a run skips it.
                let isLink = (try? root?.status(candidate, follow: false))?.kind == .link
                if isLink || [EXDEV, ELOOP].contains(error.number) { return (candidate, .link) }
            }
        }
        return (first, path.hasSuffix("/") ? .folder : .file)
    }
}
