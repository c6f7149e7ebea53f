internal import Credentials
internal import DeployModel
internal import FileTree
internal import LocalFiles

/// Finds the user's netrc file.
enum NetrcOnDisk {
    /// The file that `NETRC` names, or `~/.netrc`; nil where there is none, and with a warning where it is readable by
    /// others.
    static func read(environment: [String: String], home: String?, warn: (String) -> Void) -> NetrcFile? {
        guard let path = environment["NETRC"] ?? home.map({ "\($0)/.netrc" }), path.hasPrefix("/"),
            let slash = path.lastIndex(of: "/"), let name = RelativePath(String(path[path.index(after: slash)...])),
            let folder = try? RootedFolder(path: slash == path.startIndex ? "/" : String(path[..<slash])),
            let file = try? folder.openFile(name), let entry = try? file.status(as: name)
        else { return nil }
        guard (entry.mode ?? 0) & 0o077 == 0 else {
            warn("\(path) was left alone: others can read it; 'chmod 600 \(path)' mends that")
            return nil
        }
        guard let bytes = try? file.read(count: Int(min(entry.size ?? 0, 1 << 20)), at: 0, path: path) else {
            warn("\(path) was left alone: it cannot be read")
            return nil
        }
        return NetrcFile(path: path, text: String(decoding: bytes, as: UTF8.self))
    }
}
