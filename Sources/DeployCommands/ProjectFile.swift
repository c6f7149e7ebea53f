internal import ConfigLoading
internal import DeployModel
internal import Diagnostics
internal import FileTree
internal import Glibc
internal import LocalFiles

/// The project file on the disk: found upwards from the current folder.
struct ProjectFile: Hashable {
    /// Both names, the one of pyftpsync up to 3.x and the one since.
    static let names = [".pyftpsync.yaml", "pyftpsync.yaml"]
    /// How many folders are looked into: the current one and 14 above it.
    static let searchDepth = 15

    /// The folder that holds it, absolute.
    let folder: String
    /// Its path, absolute.
    let path: String

    /// The nearest project file.
    ///
    /// - Throws: ``UsageError`` where there is none, or two in one folder, or one that others could have put there.
    static func find(from current: String) throws -> ProjectFile {
        var folder = current
        for _ in 0..<searchDepth {
            let here = RelativePathList.existing(names, in: folder)
            if here.count > 1 {
                throw UsageError(
                    message: "\(folder) holds both \(names[0]) and \(names[1])", help: "keep one of the two")
            }
            if let name = here.first {
                let file = ProjectFile(folder: folder, path: folder == "/" ? "/\(name)" : "\(folder)/\(name)")
                if folder != current { try file.checkOwner() }
                return file
            }
            if folder == "/" { break }
            folder = LocalPath.resolve("..", from: folder)
        }
        throw UsageError(
            message: "no project file: neither \(names[0]) nor \(names[1]) in \(current) or a folder above it",
            help: "write one with 'tasks:', or use 'deploy upload LOCAL REMOTE'")
    }

    /// A file found above the current folder may have been put there by somebody else (think of /tmp).
    private func checkOwner() throws {
        for path in [folder, path] {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { continue }
            let isForeign = status.st_uid != geteuid() && status.st_uid != 0
            let isOpen = status.st_mode & S_IWOTH != 0
            guard isForeign || isOpen else { continue }
            throw UsageError(
                message: "\(path) was found above the current folder, but it "
                    + (isForeign ? "belongs to another user" : "can be written by everyone"),
                help: "change to its folder to run it, or mend its owner and permissions")
        }
    }

    /// Reads it; paths below `current` are shown as seen from there.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func load(shownFrom current: String) throws -> (ProjectConfig, [Diagnostic]) {
        let shown =
            LocalPath.isWithin(path, current) ? String(path.dropFirst(current == "/" ? 1 : current.count + 1)) : path
        let bytes: [UInt8]
        do throws(SystemError) {
            let name = String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...])
            guard let relative = RelativePath(name) else { throw SystemError("open", path, number: ENOENT) }
            let file = try RootedFolder(path: folder).openFile(relative)
            bytes = try file.read(count: Int(min(file.status(as: relative).size ?? 0, 64 << 20)), at: 0, path: path)
        } catch {
            throw UsageError(message: "the project file cannot be read: \(error)", help: "check its permissions")
        }
        let (config, warnings) = try ConfigLoader.load(bytes, path: shown, folder: folder)
        return (config, warnings)
    }
}

private enum RelativePathList {
    /// The names that exist in a folder.
    static func existing(_ names: [String], in folder: String) -> [String] {
        guard let root = try? RootedFolder(path: folder) else { return [] }
        return names.filter { name in RelativePath(name).map { (try? root.status($0)) != nil } ?? false }
    }
}
