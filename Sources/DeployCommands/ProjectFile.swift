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
        guard !current.contains("\u{FFFD}") else {
            throw UsageError(
                message: "the path of the current folder is not valid UTF-8: \(current)",
                help: "change to another folder, or rename this one")
        }
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
        names.filter { name in
            // A link counts by itself: one that leads nowhere is a mistake to be told, not to be passed over.
            var status = stat()
            return unsafe lstat(folder == "/" ? "/\(name)" : "\(folder)/\(name)", &status) == 0
        }
    }

    /// A file found above the current folder may have been put there by somebody else (think of /tmp).
    private func checkOwner() throws {
        for path in [folder, path] {
            guard let objection = Self.distrust(of: path) else { continue }
            throw UsageError(
                message: "\(path) was found above the current folder, but it \(objection)",
                help: "change to its folder to run it, or mend its owner and permissions")
        }
    }

    /// Why somebody else may have written what lies at a path; nil where nobody can.
    private static func distrust(of path: String) -> String? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        if status.st_uid != geteuid(), status.st_uid != 0 { return "belongs to another user" }
        return status.st_mode & S_IWOTH != 0 ? "can be written by everyone" : nil
    }

    /// Reads it with all that it includes; paths below the current folder are shown as seen from there.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func load(in context: CommandContext) throws -> (ProjectConfig, [Diagnostic]) {
        let (config, found) = try examine(in: context)
        guard let config, !found.contains(where: { $0.severity == .error }) else { throw DiagnosticsError(found) }
        return (config, found)
    }

    /// Reads it like ``load(in:)``; a file with mistakes in it gives what could be read, and all of them.
    ///
    /// - Throws: ``UsageError``.
    func examine(in context: CommandContext) throws -> (ProjectConfig?, [Diagnostic]) {
        let current = context.currentFolder
        let shown =
            LocalPath.isWithin(path, current) ? String(path.dropFirst(current == "/" ? 1 : current.count + 1)) : path
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try Self.read(path)
        } catch {
            throw UsageError(
                message: "the project file \(path) cannot be read: \(error.reason)",
                help: "it must be a file that you may read")
        }
        let source = ConfigLoader.Source(path: shown, folder: folder, bytes: bytes)
        var (config, found) = ConfigLoader.examine(
            source, environment: context.environment, access: Self.readIncluded)
        // Where one of them is a link, the file behind it is not for the web server either.
        if let files = config?.files { config?.files += files.map(RealPath.resolve) }
        return (config, found)
    }

    /// Reads an included file: it says as much as the project file itself, so nobody else may have written it.
    private static func readIncluded(_ path: String) throws(UnreadableFile) -> [UInt8] {
        if let objection = distrust(of: path) { throw UnreadableFile("it \(objection)") }
        return try read(path)
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
