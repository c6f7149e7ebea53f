package import FileTree
internal import LocalFiles

/// A folder of this machine.
///
/// Symbolic links are followed only as long as they stay inside the folder and lead in no circle; others are skipped with a
/// word. Files are written under the given name; nobody leaves the folder by a path.
package final class LocalTarget: SyncTarget {
    /// Files up to this length (bytes) are sent from memory.
    private static let memoryLimit: Int64 = 256 << 10

    private let path: String
    private let links: LinkPolicy

    /// The folder at this absolute path; it is opened by ``open()``.
    package init(path: String, links: LinkPolicy = .follow) {
        self.path = path
        self.links = links
    }

    package var name: String { path }
    package var writers: Int { 1 }
    package var isAtHand: Bool { true }

    package func open() async throws -> String {
        _ = try root()
        return ""
    }

    private func root() throws -> RootedFolder {
        do {
            return try RootedFolder(path: path)
        } catch {
            throw TargetError(
                error.isNotFound ? .notFound : .denied, "the folder \(path) cannot be used: \(error.reason)",
                help: error.isNotFound ? "check the path, or make the folder first" : nil)
        }
    }

    package func createRoot() async throws {
        var made = "/"
        for component in path.split(separator: "/") {
            guard let name = RelativePath(String(component)) else { continue }
            let folder = try Self.translating { () throws(SystemError) in try RootedFolder(path: made) }
            do { try folder.makeFolder(name) } catch  where error.isExisting {} catch { throw Self.translate(error) }
            made += made == "/" ? component : "/\(component)"
        }
    }

    package func list(_ folder: RelativePath) async throws -> FolderListing {
        let root = try root()
        var listing = FolderListing()
        for name in try Self.translating({ () throws(SystemError) in try root.names(in: folder) }) {
            guard let path = folder.appending(nameBytes: name) else { continue }
            do {
                var entry = try root.status(path, follow: false)
                if entry.kind == .link, links == .follow {
                    entry = try root.status(path)
                    entry.isFollowedLink = true
                }
                if entry.kind == .link, links == .refuse { throw Self.refusedLink("\(self.path)/\(path)") }
                if entry.kind == .folder, entry.isFollowedLink, try leadsBack(path, root) {
                    listing.skip(path, "a symbolic link that leads back to a folder above it")
                } else if entry.kind == .link, links == .skip {
                    listing.skip(path, "a symbolic link")
                } else if entry.kind == .special {
                    listing.skip(path, "neither a file nor a folder")
                } else {
                    listing.entries.append(entry)
                }
            } catch let error as SystemError {
                listing.skip(
                    path, error.isEscape ? "a symbolic link that leads out of the folder" : Self.linkReason(error))
            }
        }
        return listing
    }

    private static func refusedLink(_ path: String) -> TargetError {
        TargetError(
            .refused, "\(path) is a symbolic link", help: "'symlinks: follow' or 'symlinks: skip' goes on with links")
    }

    private static func linkReason(_ error: SystemError) -> String {
        error.isNotFound ? "a symbolic link to nothing" : error.reason
    }

    /// Whether a folder that was reached by a link is one of those above it.
    private func leadsBack(_ path: RelativePath, _ root: RootedFolder) throws(SystemError) -> Bool {
        let linked = try root.status(path).identity
        var above = path.parent
        while let folder = above {
            let identity = try root.status(folder).identity
            if identity?.inode == linked?.inode, identity?.device == linked?.device { return true }
            above = folder.parent
        }
        return false
    }

    package func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        let file = try Self.translating { () throws(SystemError) in try RootedFolder(path: self.path).openFile(path) }
        var offset: Int64 = 0
        while true {
            let piece = try Self.translating { () throws(SystemError) in
                try file.read(count: 1 << 18, at: offset, path: path.description)
            }
            if piece.isEmpty { return }
            try await consume(piece[...])
            offset += Int64(piece.count)
        }
    }

    package func content(of entry: FileEntry) async throws -> FileContent {
        let root = try root()
        let descriptor = try Self.translating { () throws(SystemError) in try root.openFile(entry.path) }
        let file = OpenFile(descriptor: descriptor, entry: entry, shown: "\(path)/\(entry.path)")
        try file.verify()
        guard let size = entry.size, size <= Self.memoryLimit else { return .file(file) }
        let bytes = try Self.translating { () throws(SystemError) in
            try descriptor.read(count: Int(size), at: 0, path: entry.path.description)
        }
        try file.verify()
        return .bytes(bytes)
    }

    package func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        let root = try root()
        return operations.map { operation in
            do throws(SystemError) {
                try Self.carryOut(operation, in: root)
                return .done
            } catch {
                if case .claimFolder = operation, error.isExisting {
                    return .failed(TargetError(.exists, "\(error)"))
                }
                return .failed(Self.translate(error))
            }
        }
    }

    private static func carryOut(_ operation: TargetOperation, in root: RootedFolder) throws(SystemError) {
        switch operation {
        case .createFolder(let path):
            do { try root.makeFolder(path) } catch  where error.isExisting {
                guard try root.status(path).kind == .folder else { throw error }
            }
        case .claimFolder(let path): try root.makeFolder(path)
        case .rename(let path, let newPath): try root.rename(path, to: newPath)
        case .exchange(let path, let content, let kept):
            try root.rename(path, to: kept)
            try root.rename(content, to: path)
        case .copy(let path, let newPath): try root.copyFile(path, to: newPath)
        case .deleteFile(let path): do { try root.removeFile(path) } catch  where error.isNotFound {}
        case .setModified(let path, let time):
            try root.setModified(path, seconds: time.seconds, nanoseconds: time.nanoseconds)
        case .setMode(let path, let mode): try root.setMode(path, mode)
        case .deleteFolder(let path): do { try root.removeFolder(path) } catch  where error.isNotFound {}
        }
    }

    package func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        try await body(LocalWriter(root: try root(), confirmed: confirmed))
    }

    package func rootIdentity() async throws -> UInt64? {
        let root = try root()
        return try Self.translating { () throws(SystemError) in try root.identity() }
    }

    package func close() async {}

    static func translating<Result>(_ body: () throws(SystemError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw translate(error)
        }
    }

    private static func translate(_ error: SystemError) -> TargetError {
        let code: TargetError.Code =
            if error.isNotFound { .notFound } else if error.isFull { .full } else if error.isPermission { .denied } else
            {
                .refused
            }
        return TargetError(code, "\(error)", help: error.isFull ? "make room and run again" : nil)
    }
}

extension FolderListing {
    mutating func skip(_ path: RelativePath, _ reason: String) {
        skipped.append(Snapshot.Skipped(path: path, reason: reason))
    }
}

/// Writes files below a folder and brings each to the disk before it is confirmed.
private struct LocalWriter: TargetWriter {
    let root: RootedFolder
    let confirmed: @Sendable (StoredFile) async throws -> Void

    func store(
        _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        let stored = try LocalTarget.translating { () throws(SystemError) in
            let file = try root.openForWriting(path, existing: .replace)
            do throws(SystemError) {
                switch content {
                case .bytes(let bytes): try file.write(bytes, at: 0, path: path.description)
                case .file(let source): try copy(source, to: file, path, progress)
                }
                try file.synchronize(path: path.description)
                return try file.status(as: path)
            } catch {
                try? root.removeFile(path)
                throw error
            }
        }
        if case .bytes(let bytes) = content { progress(Int64(bytes.count)) }
        try await confirmed(StoredFile(path: path, size: stored.size, modified: stored.modified))
    }

    func store(
        _ stream: @escaping ContentStream, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        let stored: FileEntry
        do {
            let file = try LocalTarget.translating { () throws(SystemError) in
                try root.openForWriting(path, existing: .replace)
            }
            let sink = FileSink(file, path.description)
            try await stream { piece in
                try await sink.append(piece)
                progress(Int64(piece.count))
            }
            stored = try LocalTarget.translating { () throws(SystemError) in
                try file.synchronize(path: path.description)
                return try file.status(as: path)
            }
        } catch {
            try? root.removeFile(path)
            throw error
        }
        try await confirmed(StoredFile(path: path, size: stored.size, modified: stored.modified))
    }

    private func copy(
        _ source: OpenFile, to file: DiskFile, _ path: RelativePath, _ progress: (Int64) -> Void
    ) throws(SystemError) {
        var offset: Int64 = 0
        while offset < source.size {
            let count = Int(min(1 << 20, source.size - offset))
            let piece = try source.descriptor.read(count: count, at: offset, path: path.description)
            if piece.isEmpty { return }
            try file.write(piece, at: offset, path: path.description)
            offset += Int64(piece.count)
            progress(Int64(piece.count))
        }
    }
}
