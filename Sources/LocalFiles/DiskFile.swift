package import FileTree
internal import Glibc

/// An open file or folder of the system, closed exactly once: when the last reference goes.
package final class DiskFile: Sendable {
    /// The number, valid as long as this object lives.
    package let number: Int32

    /// Takes over an open descriptor.
    package init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// A file without a name in the folder for temporary files; it is gone when it is closed.
    ///
    /// - Throws: ``SystemError``.
    package static func temporary() throws(SystemError) -> DiskFile {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var name = "\(folder)/deploy-XXXXXX".utf8CString.map { $0 }
        let number = unsafe mkstemp(&name)
        guard number >= 0 else { throw SystemError("mkstemp", folder) }
        let file = DiskFile(owning: number)
        unsafe unlink(name)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return file
    }

    /// What the system says of the file: kind, size in bytes, times, mode, inode.
    ///
    /// - Throws: ``SystemError``.
    package func status(as path: RelativePath) throws(SystemError) -> FileEntry {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemError("fstat", path.description) }
        return FileEntry(path: path, status: status)
    }

    /// The whole of the file at an absolute path, links followed.
    ///
    /// - Throws: ``SystemError``; a folder, a device and more than `limit` bytes are refused.
    package static func contents(ofFileAt path: String, limit: Int) throws(SystemError) -> [UInt8] {
        // Non-blocking, so that a pipe is refused below instead of being waited for.
        let number = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { throw SystemError("open", path) }
        let file = DiskFile(owning: number)
        let status = try file.status(as: .root)
        guard status.kind == .file else {
            throw SystemError("read", path, number: status.kind == .folder ? EISDIR : EINVAL)
        }
        guard let size = status.size, size <= limit else { throw SystemError("read", path, number: EFBIG) }
        return try file.read(count: Int(size), at: 0, path: path)
    }

    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    ///
    /// - Throws: ``SystemError``.
    package func read(count: Int, at offset: Int64, path: String) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let result = unsafe pread(
                    number, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset) + off_t(done))
                if result < 0, errno == EINTR { continue }
                if result < 0 { failure = SystemError("read", path) }
                if result <= 0 { break }
                done += result
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes` at `offset`.
    ///
    /// - Throws: ``SystemError``.
    package func write(_ bytes: some Collection<UInt8>, at offset: Int64, path: String) throws(SystemError) {
        var done = 0
        let all = Array(bytes)
        while done < all.count {
            let result = unsafe all.withUnsafeBufferPointer { buffer in
                unsafe pwrite(
                    number, buffer.baseAddress?.advanced(by: done), all.count - done, off_t(offset) + off_t(done))
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw SystemError("write", path) }
            done += result
        }
    }

    /// Brings what was written to the disk; reports what the file system could not keep.
    ///
    /// - Throws: ``SystemError``.
    package func synchronize(path: String) throws(SystemError) {
        guard fsync(number) == 0 else { throw SystemError("fsync", path) }
    }

    /// Another descriptor for the same open file, owned by the caller.
    ///
    /// - Throws: ``SystemError``.
    package func duplicate(path: String) throws(SystemError) -> Int32 {
        let copy = dup(number)
        guard copy >= 0 else { throw SystemError("dup", path) }
        return copy
    }
}

extension FileEntry {
    init(path: RelativePath, status: stat) {
        let kind: FileKind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
        self.init(
            path: path, kind: kind, size: kind == .folder ? nil : Int64(status.st_size),
            modified: FileTime(
                seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int32(status.st_mtim.tv_nsec),
                precision: .nanosecond),
            mode: UInt16(status.st_mode & 0o7777),
            identity: Identity(
                device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
                changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)))
    }
}

extension DiskFile {
    /// Whether a regular file can be read by others than its owner; false also where nobody knows.
    package static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return status.st_mode & (S_IRGRP | S_IROTH) != 0
    }

    /// Adds `text` to the end of a file, which is made where it is missing.
    ///
    /// - Throws: ``SystemError``.
    package static func append(_ text: String, to path: String) throws(SystemError) {
        try forAppending(to: path).append(text)
    }

    /// Opens a file to add to its end; it is made where it is missing.
    ///
    /// - Throws: ``SystemError``.
    package static func forAppending(to path: String) throws(SystemError) -> DiskFile {
        try open(path, O_APPEND)
    }

    /// Adds `text`, to a file that was opened for that.
    ///
    /// - Throws: ``SystemError``.
    package func append(_ text: String) throws(SystemError) { try Self.writeAll(text, to: number) }

    /// Makes `text` all that is in a file.
    ///
    /// - Throws: ``SystemError``.
    package static func write(_ text: String, to path: String) throws(SystemError) {
        try open(path, O_TRUNC).append(text)
    }

    private static func open(_ path: String, _ flag: Int32) throws(SystemError) -> DiskFile {
        let number = unsafe Glibc.open(path, O_WRONLY | flag | O_CREAT | O_CLOEXEC, 0o644)
        guard number >= 0 else { throw SystemError("open", path) }
        return DiskFile(owning: number)
    }

    /// Writes all of `text` to a descriptor of this process, such as standard output.
    ///
    /// - Throws: ``SystemError``.
    package static func writeAll(_ text: String, to number: Int32) throws(SystemError) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let result = unsafe bytes.withUnsafeBufferPointer { buffer in
                unsafe Glibc.write(number, buffer.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw SystemError("write", "standard output") }
            done += result
        }
    }
}
