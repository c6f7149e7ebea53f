package import DeployModel
package import FTPClient
internal import FTPProtocol
package import FileTree
internal import LocalFiles
internal import Logging
internal import NIOCore
package import SyncTargets

/// A folder on an FTP server, over a pool of connections.
package final class FTPTarget: SyncTarget {
    private let location: RemoteLocation.ServerFolder
    private let pool: ConnectionPool
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    package let name: String
    package let writers: Int

    /// A server's folder; nothing is connected yet. `clock` gives seconds since the epoch, UTC.
    package init(
        _ location: RemoteLocation.ServerFolder, options: ConnectionOptions, connections: Int,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.location = location
        self.name = RemoteLocation.server(location).description
        self.writers = connections
        self.pool = ConnectionPool(options, limit: connections)
        self.clock = clock
        self.logger = options.logger
    }

    /// The absolute path on the server.
    private func absolute(_ path: RelativePath) -> [UInt8] {
        if path.isRoot { return Array(location.path.utf8) }
        return Array((location.path == "/" ? "/" : location.path + "/").utf8) + path.bytes
    }

    private func shown(_ path: RelativePath) -> String { path.isRoot ? location.path : "\(path)" }

    package func open() async throws -> String {
        try await translating(.root) {
            try await pool.withConnection { connection in
                let path = self.absolute(.root)
                if path != Array("/".utf8) {
                    let reply = try await connection.send(try Command("CWD", bytes: path))
                    guard reply.isCompletion else { throw self.missingRoot(reply) }
                }
                if self.logger.logLevel <= .debug { try await self.describe(connection) }
                return connection.welcome.joined(separator: "\n")
            }
        }
    }

    /// Logs what the server is (SYST) and says it can (FEAT).
    private func describe(_ connection: FTPConnection) async throws {
        let system = try await connection.send(.syst)
        logger.debug("SYST: \(system.summary)")
        let features = connection.features.values.sorted { $0.key < $1.key }
        logger.debug(
            "FEAT: \(features.map { $0.value.isEmpty ? $0.key : "\($0.key) \($0.value)" }.joined(separator: ", "))")
    }

    private func missingRoot(_ reply: Reply) -> TargetError {
        TargetError(
            .notFound, "the folder \(location.path) cannot be entered on \(location.host): \(shown(reply))",
            help: "check the path of 'remote'; --create-folder makes a folder that is missing")
    }

    package func createRoot() async throws {
        var folders: [[Command]] = []
        var path = ""
        for component in location.path.split(separator: "/") {
            path += "/\(component)"
            folders.append([try Command("MKD", path)])
        }
        let commands = folders
        try await translating(.root) {
            try await pool.withConnection { connection in
                let replies = try await connection.perform(
                    commands + [[try Command("CWD", bytes: self.absolute(.root))]])
                guard let entered = replies.last?.last, !entered.isCompletion else { return }
                // The first refusal of MKD that is not "exists" tells why better than CWD does.
                throw self.missingRoot(entered)
            }
        }
    }

    package func list(_ folder: RelativePath) async throws -> FolderListing {
        let path = absolute(folder)
        let now = clock()
        let rows = try await translating(folder) {
            try await pool.withConnection { try await $0.list(path, now: now) }
        }
        var listing = FolderListing()
        for row in rows where row.kind != .selfOrParent && row.name != [0x2E] && row.name != [0x2E, 0x2E] {
            guard row.hasSafeName, let path = folder.appending(nameBytes: row.name) else {
                let name = String(decoding: row.name, as: UTF8.self)
                throw TargetError(
                    .unexpected,
                    "the server lists the name '\(VisibleText.escaping(name))' in \(shown(folder)), which no file can have",
                    help: "rename it on the server, or exclude the folder")
            }
            listing.entries.append(FileEntry(path: path, row: row))
        }
        return listing
    }

    package func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        let absolute = absolute(path)
        try await translating(path) {
            try await pool.withConnection { connection in
                try await connection.retrieve(absolute) { try await consume(Array($0.readableBytesView)[...]) }
            }
        }
    }

    package func content(of entry: FileEntry) async throws -> FileContent {
        let collected = ByteCollector()
        try await read(entry.path) { await collected.append($0) }
        return .bytes(await collected.bytes)
    }

    package func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        if operations.isEmpty { return [] }
        var groups: [[Command]] = []
        for operation in operations { groups.append(try commands(for: operation)) }
        let sent = groups
        let replies = try await translating(.root) {
            try await pool.withConnection { try await $0.perform(sent) }
        }
        var results: [OperationResult] = []
        for (operation, replies) in zip(operations, replies) {
            results.append(try await result(of: operation, replies))
        }
        return results
    }

    private func commands(for operation: TargetOperation) throws -> [Command] {
        func command(_ verb: String, _ path: RelativePath) throws -> Command {
            do {
                return try Command(verb, bytes: absolute(path))
            } catch {
                throw Self.unsafeName(path)
            }
        }
        return switch operation {
        case .createFolder(let path): [try command("MKD", path)]
        case .rename(let path, let newPath): [try command("RNFR", path), try command("RNTO", newPath)]
        case .deleteFile(let path): [try command("DELE", path)]
        case .deleteFolder(let path): [try command("RMD", path)]
        case .setModified(let path, let seconds):
            [try Command("MFMT", bytes: Array("\(ModificationTime.format(seconds)) ".utf8) + absolute(path))]
        }
    }

    private func result(of operation: TargetOperation, _ replies: [Reply]) async throws -> OperationResult {
        guard let last = replies.last, !last.isCompletion else { return .done }
        // Of RNFR and RNTO the first refusal tells why; the second only says "bad sequence".
        let refusal = replies.first { !$0.isCompletion && !$0.isIntermediate } ?? last
        switch operation {
        case .createFolder(let path):
            // "Exists already" has many codes and texts: what counts is whether the folder can be entered.
            return try await canEnter(path) ? .done : .failed(error(path, "the folder cannot be made", refusal))
        case .rename(_, let newPath): return .failed(error(newPath, "the file cannot be put in place", refusal))
        case .deleteFile(let path):
            return try await isGone(path) ? .done : .failed(error(path, "cannot be deleted", refusal))
        case .setModified(let path, _): return .failed(error(path, "the time cannot be set", refusal))
        case .deleteFolder(let path):
            return try await canEnter(path) ? .failed(error(path, "the folder cannot be deleted", refusal)) : .done
        }
    }

    private func canEnter(_ path: RelativePath) async throws -> Bool {
        let command = try Command("CWD", bytes: absolute(path))
        return try await translating(path) {
            try await pool.withConnection { try await $0.send(command).isCompletion }
        }
    }

    private func isGone(_ path: RelativePath) async throws -> Bool {
        guard let parent = path.parent else { return false }
        return try await !list(parent).entries.contains { $0.path == path }
    }

    package func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        let root = Array((location.path == "/" ? "/" : location.path + "/").utf8)
        try await translating(.root) {
            try await pool.withConnection { connection in
                let writer = FTPWriter(
                    connection: connection, target: self, rootLength: root.count, confirmed: confirmed)
                try await body(writer)
                try await writer.confirm(try await connection.confirmLast())
            }
        }
    }

    package func objection(to path: RelativePath) -> TargetError? {
        path.hasControlCharacters ? Self.unsafeName(path) : nil
    }

    package func close() async { await pool.close() }

    // MARK: Errors

    fileprivate func store(
        _ body: UploadBody, at path: RelativePath, on connection: FTPConnection,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> FTPConnection.Confirmation? {
        try await translating(path) { try await connection.store(body, at: self.absolute(path), progress: progress) }
    }

    /// Runs `body` and puts what the client says into words about `path`. A server that sent a session away for
    /// having too many is not an error of the path.
    private func translating<Result: Sendable>(
        _ path: RelativePath, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as FTPClientError {
            throw translate(error, path)
        } catch is Command.UnsafeArgument {
            throw Self.unsafeName(path)
        }
    }

    private static func unsafeName(_ path: RelativePath) -> TargetError {
        TargetError(
            .invalidName,
            "the name \(path.text.debugDescription) contains a line break or another control character, which FTP cannot carry",
            help: "rename or exclude it")
    }

    private func error(_ path: RelativePath, _ what: String, _ reply: Reply) -> TargetError {
        ReplyError.describe(reply, "\(shown(path)): \(what)")
    }

    private func shown(_ reply: Reply) -> String { VisibleText.escaping(reply.summary) }

    private func translate(_ error: FTPClientError, _ path: RelativePath) -> TargetError {
        ClientErrorText.describe(error, path: shown(path), server: location)
    }
}

/// One connection's writer. Confirmations come one upload later.
private struct FTPWriter: TargetWriter {
    let connection: FTPConnection
    let target: FTPTarget
    let rootLength: Int
    let confirmed: @Sendable (StoredFile) async throws -> Void

    func store(
        _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        let body: UploadBody =
            switch content {
            case .bytes(let bytes): .bytes(bytes)
            case .file(let file): .file(descriptor: file.descriptor.number, size: file.size)
            }
        try await confirm(try await target.store(body, at: path, on: connection, progress: progress))
    }

    func confirm(_ confirmation: FTPConnection.Confirmation?) async throws {
        guard let confirmation, let path = RelativePath(bytes: Array(confirmation.path.dropFirst(rootLength))) else {
            return
        }
        try await confirmed(
            StoredFile(
                path: path, size: confirmation.size, modified: confirmation.modified.map { FileTime(seconds: $0) }))
    }
}

/// Gathers a file's bytes.
private actor ByteCollector {
    private(set) var bytes: [UInt8] = []

    func append(_ piece: ArraySlice<UInt8>) { bytes += piece }
}

extension FileEntry {
    /// A row of a listing whose name was found safe.
    init(path: RelativePath, row: ListedEntry) {
        let kind: FileKind =
            switch row.kind {
            case .file: .file
            case .folder, .selfOrParent: .folder
            case .link: .link
            case .other: .special
            }
        let precision: FileTime.Precision = row.precision == 1 ? .second : row.precision == 60 ? .minute : .day
        self.init(
            path: path, kind: kind, size: kind == .folder ? nil : row.size,
            modified: row.modified.map { FileTime(seconds: $0, precision: precision) }, mode: row.mode)
    }
}
