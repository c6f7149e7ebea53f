internal import Credentials
internal import DeployModel
internal import FileTree
internal import Glibc
internal import LocalFiles

/// The user's netrc file: the one that `NETRC` names, or `~/.netrc`.
struct NetrcOnDisk: Sendable {
    /// Where it lies.
    let path: String
    private let folder: String
    private let name: RelativePath

    /// More than this (bytes) is no netrc file.
    private static let limit: Int64 = 1 << 20

    /// nil where it is not known where it would lie. A relative `NETRC` is seen from `current`.
    init?(environment: [String: String], home: String?, current: String) {
        let given = environment["NETRC"].flatMap { $0.isEmpty ? nil : LocalPath.resolve($0, from: current) }
        guard let path = given ?? home.map({ "\($0)/.netrc" }), path.hasPrefix("/") else { return nil }
        // A link to a file elsewhere (a folder of dot files) stays a link.
        let real = RealPath.resolve(path)
        guard let slash = real.lastIndex(of: "/"), let name = RelativePath(String(real[real.index(after: slash)...]))
        else { return nil }
        self.path = path
        self.name = name
        folder = slash == real.startIndex ? "/" : String(real[..<slash])
    }

    /// The file, unless others can read it: then its passwords are no secrets. It is missing only where nothing lies there.
    func read() -> LoginSources.Netrc {
        do throws(SystemError) {
            let file = try RootedFolder(path: folder).openFile(name)
            let entry = try file.status(as: name)
            guard (entry.mode ?? 0) & 0o077 == 0 else {
                return .unusable(path: path, reason: "others can read it; 'chmod 600 \(path)' mends that")
            }
            let size = entry.size ?? 0
            guard size <= Self.limit else { return .unusable(path: path, reason: "it has more than 1 MB") }
            return .file(NetrcFile(path: path, bytes: try file.read(count: Int(size), at: 0, path: path)))
        } catch {
            return error.number == ENOENT ? .missing(path) : .unusable(path: path, reason: "\(error)")
        }
    }

    /// Puts a changed file in the place of the old one in one step, readable by its user alone.
    ///
    /// - Parameter old: what was read before; nil where there was none. Whoever else has changed it meanwhile wins.
    /// - Throws: ``SystemError``.
    func write(_ file: NetrcFile, replacing old: NetrcFile?) throws(SystemError) {
        guard let interim = RelativePath("\(name.text).deploy-\(RandomID.next().prefix(8))") else {
            throw SystemError("open", path, number: EINVAL)
        }
        let folder = try RootedFolder(path: folder)
        do throws(SystemError) {
            let new = try folder.openForWriting(interim, existing: .refuse, mode: 0o600)
            try new.write(file.bytes, at: 0, path: path)
            try new.synchronize(path: path)
            switch (read(), old) {
            case (.missing, nil): break
            case (.file(let now), let old?) where now.bytes == old.bytes: break
            default: throw SystemError("rename", path, number: EBUSY)
            }
            try folder.rename(interim, to: name)
        } catch {
            try? folder.removeFile(interim)
            throw error
        }
    }
}
