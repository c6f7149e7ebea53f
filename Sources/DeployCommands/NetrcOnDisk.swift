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
        guard let path = environment["NETRC"] ?? home.map({ "\($0)/.netrc" }), path.hasPrefix("/"),
            let slash = path.lastIndex(of: "/"), let name = RelativePath(String(path[path.index(after: slash)...]))
        else { return nil }
        self.path = path
        self.name = name
        folder = slash == path.startIndex ? "/" : String(path[..<slash])
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

    /// Puts a changed file in the place of the old one in one step, readable by its user alone. Where a link leads to it,
    /// the link stays.
    ///
    /// - Throws: ``SystemError``.
    func write(_ file: NetrcFile) throws(SystemError) {
        let real = RealPath.resolve(path)
        let slash = real.lastIndex(of: "/") ?? real.startIndex
        let base = String(real[real.index(after: slash)...])
        guard let name = RelativePath(base), let interim = RelativePath("\(base).deploy-\(RandomID.next().prefix(8))")
        else { throw SystemError("open", real, number: EINVAL) }
        let folder = try RootedFolder(path: slash == real.startIndex ? "/" : String(real[..<slash]))
        do throws(SystemError) {
            let new = try folder.openForWriting(interim, existing: .refuse, mode: 0o600)
            try new.write(file.bytes, at: 0, path: real)
            try new.synchronize(path: real)
            try folder.rename(interim, to: name)
        } catch {
            try? folder.removeFile(interim)
            throw error
        }
    }
}
