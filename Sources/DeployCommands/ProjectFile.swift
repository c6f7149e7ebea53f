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

    /// A file that is named by its path; a relative one is seen from the current folder.
    init(path: String, current: String) {
        self.path = LocalPath.resolve(path, from: current)
        folder = LocalPath.resolve("..", from: self.path)
    }

    /// The nearest project file.
    ///
    /// - Throws: ``UsageError`` where there is none, or two in one folder, or one that others could have put there.
    static func find(from current: String) throws -> ProjectFile {
        var folder = current
        for _ in 0..<searchDepth {
            let here = existing(in: folder)
            if here.count > 1 {
                throw UsageError(
                    message: "\(folder) holds both \(names[0]) and \(names[1])", help: "keep one of the two")
            }
            if let name = here.first {
                let file = ProjectFile(path: name, current: folder)
                if folder != current { try file.checkOwner() }
                return file
            }
            if folder == "/" { break }
            folder = LocalPath.resolve("..", from: folder)
        }
        throw UsageError(
            message: "no project file: neither \(names[0]) nor \(names[1]) in \(current) or a folder above it",
            help: "'deploy init' writes one; 'deploy upload LOCAL REMOTE' does without")
    }

    /// The names of project files that exist in a folder.
    static func existing(in folder: String) -> [String] {
        guard let root = try? RootedFolder(path: folder) else { return [] }
        return names.filter { name in RelativePath(name).map { (try? root.status($0)) != nil } ?? false }
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

    /// Reads it with all that it includes; paths below the current folder are shown as seen from there.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func load(in context: CommandContext) throws -> (ProjectConfig, [Diagnostic]) {
        let current = context.currentFolder
        let shown =
            LocalPath.isWithin(path, current) ? String(path.dropFirst(current == "/" ? 1 : current.count + 1)) : path
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try Self.read(path)
        } catch {
            throw UsageError(
                message: "the project file \(path) cannot be read: \(error.reason)", help: "check its permissions")
        }
        let source = ConfigLoader.Source(path: shown, folder: folder, bytes: bytes)
        let (config, warnings) = try ConfigLoader.load(source, environment: context.environment, access: Self.read)
        return (config, warnings)
    }

    /// Reads a file that a project file names.
    static func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
        do throws(SystemError) {
            return try DiskFile.contents(ofFileAt: path, limit: 64 << 20)
        } catch {
            throw UnreadableFile(error.reason)
        }
    }
}
