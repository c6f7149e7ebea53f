internal import CLinux
package import FileTree
internal import Glibc

/// A folder of the file system that nothing leaves: every path is resolved by the kernel beneath it (openat2 with
/// RESOLVE_BENEATH), so neither `..` nor a symbolic link, not even one swapped in meanwhile, leads outside.
package final class RootedFolder: Sendable {
    /// The folder's path as it was given.
    package let path: String
    private let descriptor: DiskFile

    /// Opens the folder at `path`.
    ///
    /// - Throws: ``SystemError`` where there is none.
    package init(path: String) throws(SystemError) {
        let number = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open", path) }
        self.path = path
        self.descriptor = DiskFile(owning: number)
    }

    /// What tells this folder from another one that has its path later: its inode number may be used again, so the time
    /// when it was made counts too.
    ///
    /// - Throws: ``SystemError``.
    package func identity() throws(SystemError) -> UInt64? {
        guard let inode = try status(.root).identity?.inode else { return nil }
        return inode &* 1_000_003 ^ deploy_birth_time(descriptor.number)
    }

    private func shown(_ path: RelativePath) -> String { path.isRoot ? self.path : "\(self.path)/\(path)" }

    private func open(_ path: RelativePath, _ flags: Int32, mode: UInt32 = 0) throws(SystemError) -> DiskFile {
        let name = path.isRoot ? Array(".".utf8) : path.bytes
        let number = unsafe (name.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            unsafe deploy_open_beneath(descriptor.number, buffer.baseAddress, flags | O_CLOEXEC, mode)
        }
        guard number >= 0 else { throw SystemError("open", shown(path)) }
        return DiskFile(owning: number)
    }

    /// The folder that holds `path`, and the last name, for calls that take a name below a folder.
    private func parent(of path: RelativePath) throws(SystemError) -> (DiskFile, [CChar]) {
        guard let parent = path.parent else { throw SystemError("open", shown(path), number: EISDIR) }
        return (try open(parent, deploy_o_path | O_DIRECTORY), path.nameBytes.map { CChar(bitPattern: $0) } + [0])
    }

    private func check(_ result: Int32, _ call: String, _ path: RelativePath) throws(SystemError) {
        guard result == 0 else { throw SystemError(call, shown(path)) }
    }

    /// What is at `path`; symbolic links are followed as far as they stay inside, with `follow` false they are told.
    ///
    /// - Throws: ``SystemError``.
    package func status(_ path: RelativePath, follow: Bool = true) throws(SystemError) -> FileEntry {
        try open(path, follow ? deploy_o_path : deploy_o_path | O_NOFOLLOW).status(as: path)
    }

    /// Opens a file for reading.
    ///
    /// - Throws: ``SystemError``; for anything but a regular file as well.
    package func openFile(_ path: RelativePath) throws(SystemError) -> DiskFile {
        // O_NONBLOCK: opening a pipe must not wait for its writer.
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        let kind = try file.status(as: path).kind
        guard kind == .file else { throw SystemError("open", shown(path), number: kind == .folder ? EISDIR : EINVAL) }
        return file
    }

    /// What to do with a file that is there when it is opened for writing.
    package enum Existing: Sendable {
        case replace, keepContent, refuse
    }

    /// Opens or creates a file for writing, with these permission bits (less the umask) if it is new.
    ///
    /// - Throws: ``SystemError``.
    package func openForWriting(
        _ path: RelativePath, existing: Existing, mode: UInt32 = 0o644
    ) throws(SystemError) -> DiskFile {
        let flags =
            switch existing {
            case .replace: O_TRUNC
            case .keepContent: Int32(0)
            case .refuse: O_EXCL
            }
        return try open(path, O_WRONLY | O_CREAT | O_NONBLOCK | flags, mode: mode)
    }

    /// The names in a folder, in no particular order, without `.` and `..`.
    ///
    /// - Throws: ``SystemError``.
    package func names(in folder: RelativePath) throws(SystemError) -> [[UInt8]] {
        let handle = try open(folder, O_RDONLY | O_DIRECTORY)
        guard let stream = unsafe fdopendir(try handle.duplicate(path: shown(folder))) else {
            throw SystemError("fdopendir", shown(folder))
        }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
                    unsafe Array(
                        UnsafeBufferPointer(start: bytes, count: strlen(UnsafePointer<CChar>(OpaquePointer(bytes)))))
                }
            }
            if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
        }
        guard errno == 0 else { throw SystemError("readdir", shown(folder)) }
        return names
    }

    /// Makes a folder.
    ///
    /// - Throws: ``SystemError``, also where the name exists already.
    package func makeFolder(_ path: RelativePath) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        try check(unsafe mkdirat(parent.number, name, 0o755), "mkdir", path)
    }

    /// Removes a file or a link.
    ///
    /// - Throws: ``SystemError``.
    package func removeFile(_ path: RelativePath) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        try check(unsafe unlinkat(parent.number, name, 0), "unlink", path)
    }

    /// Removes an empty folder.
    ///
    /// - Throws: ``SystemError``.
    package func removeFolder(_ path: RelativePath) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        try check(unsafe unlinkat(parent.number, name, AT_REMOVEDIR), "rmdir", path)
    }

    /// Renames in one step; a file at the new name is replaced.
    ///
    /// - Throws: ``SystemError``.
    package func rename(_ path: RelativePath, to newPath: RelativePath) throws(SystemError) {
        let (oldParent, oldName) = try parent(of: path)
        let (newParent, newName) = try parent(of: newPath)
        let result = unsafe renameat(oldParent.number, oldName, newParent.number, newName)
        guard result == 0 else {
            throw SystemError("rename", errno == ENOENT ? shown(path) : shown(newPath))
        }
    }

    /// Copies a regular file, with its permission bits. What lies at the new name is overwritten.
    ///
    /// - Throws: ``SystemError``; then nothing is left at the new name.
    package func copyFile(_ path: RelativePath, to newPath: RelativePath) throws(SystemError) {
        let source = try openFile(path)
        let identity = try source.status(as: path).identity
        // Onto itself, by whatever name: opening it for writing would empty it.
        if let there = try? status(newPath).identity, there.inode == identity?.inode, there.device == identity?.device {
            throw SystemError("copy", shown(newPath), number: EEXIST)
        }
        let target = try openForWriting(newPath, existing: .replace)
        do throws(SystemError) {
            var offset: Int64 = 0
            while true {
                let piece = try source.read(count: 1 << 20, at: offset, path: shown(path))
                if piece.isEmpty { break }
                try target.write(piece, at: offset, path: shown(newPath))
                offset += Int64(piece.count)
            }
            if let mode = try source.status(as: path).mode { try setMode(newPath, mode & 0o777) }
            try target.synchronize(path: shown(newPath))
        } catch {
            try? removeFile(newPath)
            throw error
        }
    }

    /// Sets when the content last changed (seconds since the epoch, UTC); the access time is left alone.
    ///
    /// - Throws: ``SystemError``.
    package func setModified(_ path: RelativePath, seconds: Int64, nanoseconds: Int32 = 0) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        // UTIME_OMIT is a macro that Swift does not see.
        let omit = (1 << 30) - 2
        let times = [
            timespec(tv_sec: 0, tv_nsec: omit), timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds)),
        ]
        try check(unsafe utimensat(parent.number, name, times, AT_SYMLINK_NOFOLLOW), "utimensat", path)
    }

    /// Sets the permission bits.
    ///
    /// - Throws: ``SystemError``.
    package func setMode(_ path: RelativePath, _ mode: UInt16) throws(SystemError) {
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        try check(fchmod(file.number, mode_t(mode)), "chmod", path)
    }
}
