internal import Credentials
internal import FileTree
internal import Glibc
internal import LocalFiles

/// The user's netrc file: the one that `NETRC` names, or `~/.netrc`.
struct NetrcOnDisk: Sendable {
    /// Where it lies.
    let path: String
    private let folder: String
    private let name: RelativePath

    /// nil where it is not known where it would lie.
    init?(environment: [String: String], home: String?) {
        guard let path = environment["NETRC"] ?? home.map({ "\($0)/.netrc" }), path.hasPrefix("/") else { return nil }
        // A link to a file elsewhere (a folder of dot files) stays a link.
        let real = RealPath.resolve(path)
        guard let slash = real.lastIndex(of: "/"), let name = RelativePath(String(real[real.index(after: slash)...]))
        else { return nil }
        self.path = path
        self.name = name
        folder = slash == real.startIndex ? "/" : String(real[..<slash])
    }

    /// The file, unless others can read it: then its passwords are no secrets.
    func read() -> LoginSources.Netrc {
        guard let folder = try? RootedFolder(path: folder), let file = try? folder.openFile(name),
            let entry = try? file.status(as: name)
        else { return .missing(path) }
        guard (entry.mode ?? 0) & 0o077 == 0 else {
            return .unusable(path: path, reason: "others can read it; 'chmod 600 \(path)' mends that")
        }
        guard let bytes = try? file.read(count: Int(min(entry.size ?? 0, 1 << 20)), at: 0, path: path) else {
            return .unusable(path: path, reason: "it cannot be read")
        }
        return .file(NetrcFile(path: path, bytes: bytes))
    }

    /// Puts a changed file in the place of the old one in one step, readable by its user alone.
    ///
    /// - Throws: ``SystemError``.
    func write(_ file: NetrcFile) throws(SystemError) {
        guard let interim = RelativePath("\(name.text).deploy-\(RandomID.next().prefix(8))") else {
            throw SystemError("open", path, number: EINVAL)
        }
        let folder = try RootedFolder(path: folder)
        do throws(SystemError) {
            let new = try folder.openForWriting(interim, existing: .refuse, mode: 0o600)
            try new.write(file.bytes, at: 0, path: path)
            try new.synchronize(path: path)
            try folder.rename(interim, to: name)
        } catch {
            try? folder.removeFile(interim)
            throw error
        }
    }
}
