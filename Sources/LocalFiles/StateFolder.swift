internal import FileTree
internal import Glibc

/// A folder of this machine in which the tool keeps what it may forget, such as what it found out about a server. Files
/// are replaced whole and under a lock, so that several runs at once do not lose each other's.
package struct StateFolder: Sendable {
    private let parent: String
    private let name: RelativePath
    private let isIgnored: Bool

    /// The folder `name` below the absolute path `parent`; made by the first ``update(_:_:)``.
    ///
    /// - Parameter isIgnored: whether it tells git to pass it over.
    package init?(_ name: String, below parent: String, isIgnored: Bool) {
        guard let name = RelativePath(name), !name.isRoot else { return nil }
        self.parent = parent
        self.name = name
        self.isIgnored = isIgnored
    }

    /// An absolute path as it is seen from the folder that holds this one, if it lies in there.
    package func relative(_ path: String) -> String {
        if path == parent { return "." }
        return path.hasPrefix(parent + "/") ? String(path.dropFirst(parent.count + 1)) : path
    }

    /// The content of a file; nil where there is none that can be read, or an absurdly long one.
    package func contents(of file: String) -> [UInt8]? {
        guard let root = try? RootedFolder(path: parent), let path = name.appending(file) else { return nil }
        return Self.read(path, in: root)
    }

    private static func read(_ path: RelativePath, in root: RootedFolder) -> [UInt8]? {
        guard let file = try? root.openFile(path), let size = try? file.status(as: path).size, size <= 64 << 20 else {
            return nil
        }
        return try? file.read(count: Int(size), at: 0, path: path.text)
    }

    /// Replaces a file by what `change` makes of it; nil leaves it as it is.
    ///
    /// - Throws: ``SystemError`` where the folder cannot be made or written.
    package func update(_ file: String, _ change: ([UInt8]?) -> [UInt8]?) throws(SystemError) {
        guard let path = name.appending(file), let new = name.appending("\(file).new") else { return }
        let root = try makeFolder()
        let lock = try lock(root)
        defer { flock(lock.number, LOCK_UN) }
        guard let bytes = change(Self.read(path, in: root)) else { return }
        try Self.write(bytes, to: new, in: root)
        try root.rename(new, to: path)
    }

    private func makeFolder() throws(SystemError) -> RootedFolder {
        try Self.makeParents(parent)
        let root = try RootedFolder(path: parent)
        var made = RelativePath.root
        for component in name.text.split(separator: "/") {
            guard let path = made.appending(String(component)) else { continue }
            do { try root.makeFolder(path) } catch  where error.isExisting {} catch { throw error }
            made = path
        }
        if isIgnored, let path = name.appending(".gitignore"), (try? root.status(path)) == nil {
            try Self.write(Array("*\n".utf8), to: path, in: root)
        }
        return root
    }

    /// A user's folder for state need not be there yet.
    private static func makeParents(_ path: String) throws(SystemError) {
        guard unsafe access(path, F_OK) != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"), path != "/" else {
            return
        }
        try makeParents(String(path[..<slash]))
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError("mkdir", path) }
    }

    private func lock(_ root: RootedFolder) throws(SystemError) -> DiskFile {
        guard let path = name.appending("lock") else { throw SystemError("flock", parent, number: EINVAL) }
        let file = try root.openForWriting(path, existing: .keepContent, mode: 0o600)
        while flock(file.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw SystemError("flock", path.text) }
        }
        return file
    }

    private static func write(_ bytes: [UInt8], to path: RelativePath, in root: RootedFolder) throws(SystemError) {
        let file = try root.openForWriting(path, existing: .replace, mode: 0o600)
        try file.write(bytes, at: 0, path: path.text)
        try file.synchronize(path: path.text)
    }
}
