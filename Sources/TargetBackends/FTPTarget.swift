package import DeployModel
package import FTPClient
package import FTPProtocol
package import FileTree
internal import LocalFiles
internal import Logging
internal import NIOCore
package import SyncTargets
internal import Synchronization

/// A folder on an FTP server, over a pool of connections.
package final class FTPTarget: SyncTarget {
    private let location: RemoteLocation.ServerFolder
    private let pool: ConnectionPool
    private let names: Mutex<WireNames>
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let isActive: Bool
    package let name: String
    package let writers: Int

    /// A server's folder; nothing is connected yet. `clock` gives seconds since the epoch, UTC.
    package init(
        _ location: RemoteLocation.ServerFolder, options: ConnectionOptions, names: WireNames, connections: Int,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.location = location
        self.name = RemoteLocation.server(location).description
        self.writers = connections
        self.pool = ConnectionPool(options, limit: connections)
        self.names = Mutex(names)
        self.clock = clock
        self.logger = options.logger
        self.isActive = options.isActive
    }

    /// The absolute path on the server.
    ///
    /// - Throws: ``TargetError`` for a name that the server's encoding cannot write.
    func absolute(_ path: RelativePath) throws -> [UInt8] {
        let prefix = location.path == "/" ? "/" : location.path + "/"
        return try written(path.isRoot ? Array(location.path.utf8) : Array(prefix.utf8) + path.bytes)
    }

    /// A path of the server in its encoding.
    private func written(_ whole: [UInt8]) throws -> [UInt8] {
        do throws(WireNames.Unwritable) {
            return try names.withLock { names throws(WireNames.Unwritable) in try names.path(whole) }
        } catch {
            throw TargetError(
                .invalidName,
                "the name \(String(decoding: error.name, as: UTF8.self).debugDescription) cannot be written in \(error.charset.rawValue), the server's 'encoding'",
                help: "rename or exclude it")
        }
    }

    private func shown(_ path: RelativePath) -> String { path.isRoot ? location.path : "\(path)" }

    package func open() async throws -> String {
        let path = try absolute(.root)
        let (refusal, welcome) = try await translating(.root) {
            try await pool.retrying { connection in
                if self.logger.logLevel <= .debug { try await self.describe(connection) }
                let welcome = connection.welcome.joined(separator: "\n")
                if path == Array("/".utf8) { return (nil as Reply?, welcome) }
                let reply = try await connection.send(try Command("CWD", bytes: path))
                return (reply.isCompletion ? nil : reply, welcome)
            }
        }
        if let refusal { throw missingRoot(refusal) }
        return welcome
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
            folders.append([try Command("MKD", bytes: try written(Array(path.utf8)))])
        }
        let commands = folders
        try await translating(.root) {
            try await pool.withConnection { connection in
                let replies = try await connection.perform(
                    commands + [[try Command("CWD", bytes: try self.absolute(.root))]])
                guard let entered = replies.last?.last, !entered.isCompletion else { return }
                // The first refusal of MKD that is not "exists" tells why better than CWD does.
                throw self.missingRoot(entered)
            }
        }
    }

    package func list(_ folder: RelativePath) async throws -> FolderListing {
        let path = try absolute(folder)
        let now = clock()
        let rows = try await translating(folder) {
            try await pool.retrying { try await $0.list(path, now: now) }
        }
        let entries = rows.filter { $0.kind != .selfOrParent && $0.name != [0x2E] && $0.name != [0x2E, 0x2E] }
        if let hostile = entries.first(where: { !$0.hasSafeName }) { throw refusal(hostile.name, in: folder) }
        let root = location.path == "/" ? "" : location.path
        let local = Array((folder.isRoot ? root : root + "/").utf8) + (folder.isRoot ? [] : folder.bytes)
        let known = names.withLock { $0.learn(entries.map(\.name), in: local) }
        var listing = FolderListing()
        for (row, name) in zip(entries, known) {
            guard let path = folder.appending(nameBytes: name) else { throw refusal(row.name, in: folder) }
            listing.entries.append(FileEntry(path: path, row: row))
        }
        return listing
    }

    private func refusal(_ name: [UInt8], in folder: RelativePath) -> TargetError {
        let shown = VisibleText.escaping(String(decoding: name, as: UTF8.self))
        return TargetError(
            .unexpected, "the server lists the name '\(shown)' in \(self.shown(folder)), which no file can have",
            help: "rename it on the server, or exclude the folder")
    }

    package func entries(at paths: [RelativePath]) async throws -> [FileEntry?] {
        if paths.isEmpty { return [] }
        // In another encoding than UTF-8 only a listing tells in which bytes a name is there.
        guard names.withLock({ $0.charset }) == .utf8 else { return try await listedEntries(at: paths) }
        return try await inParts(paths) { part in
            let wire = try part.map(self.absolute)
            let root = try self.absolute(.root)
            let rows = try await self.translating(.root) {
                try await self.pool.retrying { try await $0.facts(of: wire, knowing: root) }
            }
            guard let rows else { return try await self.listedEntries(at: part) }
            return zip(part, rows).map { path, row in row.map { FileEntry(path: path, row: $0) } }
        }
    }

    /// Below this many questions or operations a second connection costs more than it saves.
    private static let smallestPart = 40

    /// Runs `body` on parts of `items`, on all connections that are open, and puts the results together in order.
    private func inParts<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable ([Item]) async throws -> [Result]
    ) async throws -> [Result] {
        let count = max(1, min(await pool.open, items.count / Self.smallestPart))
        let size = (items.count + count - 1) / count
        return try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
            for (number, start) in stride(from: 0, to: items.count, by: max(1, size)).enumerated() {
                let part = Array(items[start..<min(start + size, items.count)])
                group.addTask { (number, try await body(part)) }
            }
            var results: [(Int, [Result])] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    package func performInAnyOrder(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await inParts(operations) { try await self.perform($0) }
    }

    package func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        let absolute = try absolute(path)
        let received = ReceivedBytes()
        try await translating(path) {
            // What was handed on cannot be taken back, and the rest need not fit it: then the caller begins anew.
            try await pool.retrying { connection in
                if received.count > 0 { throw self.interrupted(path) }
                try await connection.retrieve(absolute) { buffer in
                    received.add(buffer.readableBytes)
                    try await consume(Array(buffer.readableBytesView)[...])
                }
            }
        }
    }

    package func content(of entry: FileEntry) async throws -> FileContent {
        let collected = ByteCollector()
        try await read(entry.path) { await collected.append($0) }
        return .bytes(await collected.bytes)
    }

    package func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        var results: [OperationResult] = []
        results.reserveCapacity(operations.count)
        // In batches: the replies to a hundred thousand renames would take more memory than all else.
        for start in stride(from: 0, to: operations.count, by: Self.batch) {
            results += try await performBatch(operations[start..<min(start + Self.batch, operations.count)])
        }
        return results
    }

    /// Several windows of commands, so that the pause between batches does not count.
    private static let batch = 500

    private func performBatch(_ operations: ArraySlice<TargetOperation>) async throws -> [OperationResult] {
        var groups: [[Command]] = []
        for operation in operations { groups.append(try commands(for: operation)) }
        let sent = groups
        // A rename that broke in the middle may have happened: only what can be repeated is.
        let isRepeatable = operations.allSatisfy { if case .rename = $0 { false } else { true } }
        let replies = try await translating(.root) {
            isRepeatable
                ? try await pool.retrying { try await $0.perform(sent) }
                : try await pool.withConnection { try await $0.perform(sent) }
        }
        var results: [OperationResult] = []
        for (operation, replies) in zip(operations, replies) {
            results.append(try await checkedResult(of: operation, replies))
        }
        return results
    }

    private func commands(for operation: TargetOperation) throws -> [Command] {
        func command(_ verb: String, _ path: RelativePath) throws -> Command {
            do {
                return try Command(verb, bytes: try absolute(path))
            } catch is Command.UnsafeArgument {
                throw Self.unsafeName(path)
            }
        }
        return switch operation {
        case .createFolder(let path): [try command("MKD", path)]
        case .rename(let path, let newPath): [try command("RNFR", path), try command("RNTO", newPath)]
        case .deleteFile(let path): [try command("DELE", path)]
        case .deleteFolder(let path): [try command("RMD", path)]
        case .setModified(let path, let seconds):
            [try Command("MFMT", bytes: Array("\(ModificationTime.format(seconds)) ".utf8) + (try absolute(path)))]
        }
    }

    /// The result of an operation; one that cannot be checked failed, and the others go on.
    private func checkedResult(of operation: TargetOperation, _ replies: [Reply]) async throws -> OperationResult {
        do {
            return try await result(of: operation, replies)
        } catch let error as TargetError where [.denied, .refused, .notFound].contains(error.code) {
            return .failed(error)
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
        case .setModified(let path, let seconds):
            return try await setModifiedOtherwise(path, seconds)
                ? .done : .failed(error(path, "the time cannot be set", refusal))
        case .deleteFolder(let path):
            return try await isGone(path) ? .done : .failed(error(path, "the folder cannot be deleted", refusal))
        }
    }

    /// Where MFMT is not known: MDTM with a time (vsftpd), SITE UTIME in its two forms. What counts is that MDTM then tells
    /// that time; some servers take the time for a part of the name.
    private func setModifiedOtherwise(_ path: RelativePath, _ seconds: Int64) async throws -> Bool {
        let file = try absolute(path)
        let time = Array(ModificationTime.format(seconds).utf8)
        let blank = [UInt8(ascii: " ")]
        let attempts = [
            try Command("MDTM", bytes: time + blank + file),
            try Command("SITE", bytes: Array("UTIME ".utf8) + time + blank + file),
            try Command(
                "SITE",
                bytes: Array("UTIME ".utf8) + file + blank + time + blank + time + blank + time + Array(" UTC".utf8)),
        ]
        for command in attempts {
            let isSet = try await translating(path) {
                try await pool.retrying { connection in
                    guard try await connection.send(command).isCompletion else { return false }
                    return try await connection.confirm(file).modified == seconds
                }
            }
            if isSet { return true }
        }
        return false
    }

    private func canEnter(_ path: RelativePath) async throws -> Bool {
        let command = try Command("CWD", bytes: try absolute(path))
        return try await translating(path) {
            try await pool.retrying { try await $0.send(command).isCompletion }
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
        let writer = FTPWriter(target: self, pool: pool, confirmed: confirmed)
        do {
            // First the connection, then the work: nobody holds a file that waits for a connection.
            try await writer.connect()
            try await body(writer)
        } catch {
            await writer.giveUp()
            throw error
        }
        try await writer.finish()
    }

    package func objection(to path: RelativePath) -> TargetError? {
        if path.hasControlCharacters { return Self.unsafeName(path) }
        do {
            _ = try absolute(path)
            return nil
        } catch {
            return error as? TargetError
        }
    }

    package func close() async { await pool.close() }

    // MARK: Errors

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

    private func interrupted(_ path: RelativePath) -> TargetError {
        TargetError(.unreachable, "\(shown(path)): the connection broke in the middle of the file", help: "run again")
    }

    private func error(_ path: RelativePath, _ what: String, _ reply: Reply) -> TargetError {
        ReplyError.describe(reply, "\(shown(path)): \(what)")
    }

    private func shown(_ reply: Reply) -> String { VisibleText.escaping(reply.summary) }

    /// What the client says, in words about `path`.
    func translate(_ error: FTPClientError, _ path: RelativePath) -> TargetError {
        ClientErrorText.describe(error, path: shown(path), server: location, isActive: isActive)
    }
}

/// Counts a file's bytes over several attempts.
private final class ReceivedBytes: Sendable {
    private let total = Atomic<Int64>(0)

    var count: Int64 { total.load(ordering: .relaxed) }

    func add(_ number: Int) { total.add(Int64(number), ordering: .relaxed) }
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
