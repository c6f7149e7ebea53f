internal import FTPProtocol
internal import FileTree
internal import Glibc
internal import LocalFiles
internal import NIOPosix

/// An account's files as a session sees them: virtual paths in, replies or open files out. The file system is asked on
/// threads of its own, never on an event loop.
struct ServedFolder: Sendable {
    let account: Account
    private let threads = NIOThreadPool.singleton

    init(_ account: Account) { self.account = account }

    private func relative(_ path: VirtualPath) throws(SystemError) -> RelativePath {
        guard let relative = RelativePath(bytes: path.relativeBytes) else {
            throw SystemError("open", path.text, number: ENOENT)
        }
        return relative
    }

    private func onThread<Result: Sendable>(
        _ path: VirtualPath, _ body: @escaping @Sendable (RootedFolder, RelativePath) throws -> Result
    ) async throws -> Result {
        let root = account.root
        let relative = try relative(path)
        return try await threads.runIfActive { try body(root, relative) }
    }

    /// Whether the path is a folder.
    func isFolder(_ path: VirtualPath) async throws -> Bool {
        try await onThread(path) { root, path in try root.status(path).kind == .folder }
    }

    /// A file opened for reading, and its length in bytes.
    func openForReading(_ path: VirtualPath) async throws -> (DiskFile, Int64) {
        try await onThread(path) { root, path in
            let file = try root.openFile(path)
            return (file, try file.status(as: path).size ?? 0)
        }
    }

    /// A file opened for writing, and where writing begins.
    func openForWriting(_ path: VirtualPath, offset: Int64, append: Bool) async throws -> (DiskFile, Int64) {
        try await onThread(path) { root, path in
            let file = try root.openForWriting(path, existing: append || offset > 0 ? .keepContent : .replace)
            return (file, append ? try file.status(as: path).size ?? 0 : offset)
        }
    }

    /// Writes a piece of a file.
    func write(_ bytes: [UInt8], to file: DiskFile, at offset: Int64, path: VirtualPath) async throws {
        try await threads.runIfActive { try file.write(bytes, at: offset, path: path.text) }
    }

    /// Reads a piece of a file.
    func read(_ file: DiskFile, count: Int, at offset: Int64, path: VirtualPath) async throws -> [UInt8] {
        try await threads.runIfActive { try file.read(count: count, at: offset, path: path.text) }
    }

    /// What a folder holds, by name; for a file the file itself. Links that lead out of the root are not listed.
    func items(_ path: VirtualPath) async throws -> [ListingFormat.Item] {
        try await onThread(path) { root, path in
            let entry = try root.status(path)
            guard entry.kind == .folder else { return [Self.item(entry)] }
            var items: [ListingFormat.Item] = []
            for name in try root.names(in: path).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                // A name with a line break would forge rows of the listing.
                guard let child = path.appending(nameBytes: name), !child.hasControlCharacters,
                    let entry = try? root.status(child), entry.kind == .file || entry.kind == .folder
                else { continue }
                var item = Self.item(entry)
                item.isLink = (try? root.status(child, follow: false).kind) == .link
                items.append(item)
            }
            return items
        }
    }

    /// One name.
    func item(_ path: VirtualPath) async throws -> ListingFormat.Item {
        try await onThread(path) { root, path in Self.item(try root.status(path)) }
    }

    private static func item(_ entry: FileEntry) -> ListingFormat.Item {
        ListingFormat.Item(
            name: Array(entry.path.nameBytes), isFolder: entry.kind == .folder, size: entry.size ?? 0,
            modified: entry.modified?.seconds ?? 0, mode: (entry.mode ?? 0) & 0o777,
            unique: String(entry.identity?.inode ?? 0, radix: 16))
    }

    /// Does what is asked, and gives the reply of success.
    func perform(_ action: ServerConversation.FileAction) async throws -> Reply {
        switch action {
        case .delete(let path):
            try await onThread(path) { try $0.removeFile($1) }
            return Reply(250, "Deleted.")
        case .makeFolder(let path):
            try await onThread(path) { try $0.makeFolder($1) }
            return Reply(257, "\(PathReply.quoted(path.text)) was made.")
        case .removeFolder(let path):
            try await onThread(path) { try $0.removeFolder($1) }
            return Reply(250, "The folder was removed.")
        case .checkRenameSource(let path):
            _ = try await onThread(path) { try $0.status($1, follow: false) }
            return Reply(350, "Ready for RNTO.")
        case .rename(let source, let path):
            let from = try relative(source)
            try await onThread(path) { try $0.rename(from, to: $1) }
            return Reply(250, "Renamed.")
        case .checkCopySource(let path):
            let item = try await item(path)
            return item.isFolder ? Reply(550, "\(path.text): is a folder") : Reply(350, "Ready for SITE CPTO.")
        case .copy(let source, let path):
            let from = try relative(source)
            try await onThread(path) { try $0.copyFile(from, to: $1) }
            return Reply(250, "Copied.")
        case .size(let path):
            let item = try await item(path)
            return item.isFolder ? Reply(550, "\(path.text): is a folder") : Reply(213, "\(item.size)")
        case .modified(let path): return Reply(213, ModificationTime.format(try await item(path).modified))
        case .setModified(let path, let seconds):
            try await onThread(path) { try $0.setModified($1, seconds: seconds) }
            return Reply(213, "Modify=\(ModificationTime.format(seconds)); \(path.text)")
        case .describe(let path, let facts): return try await description(path, facts)
        case .status(let path): return try await listing(path)
        case .changeMode(let path, let mode):
            try await onThread(path) { try $0.setMode($1, mode) }
            return Reply(200, "The mode was changed.")
        }
    }

    private func description(_ path: VirtualPath, _ facts: Set<String>) async throws -> Reply {
        var item = try await item(path)
        item.name = Array(path.text.utf8)
        let row = ListingFormat.machineRow(item, facts: facts, canWrite: account.canWrite)
        return Reply(250, ["Listing \(path.text)", " \(String(decoding: row, as: UTF8.self))", "End"])
    }

    private func listing(_ path: VirtualPath) async throws -> Reply {
        let rows = try await items(path).map {
            " " + String(decoding: ListingFormat.unixRow($0, now: Clock.now), as: UTF8.self)
        }
        return Reply(213, ["Status of \(path.text)"] + rows + ["End"])
    }
}

extension SystemError {
    /// The error as a server tells it; paths of the host's file system are not shown.
    func reply(_ path: String) -> Reply {
        if isFull { return Reply(452, "\(path): \(reason)") }
        return Reply(550, "\(path): \(isEscape ? "permission denied" : reason)")
    }
}
