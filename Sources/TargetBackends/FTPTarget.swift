internal import Credentials
package import DeployModel
package import FTPClient
package import FTPProtocol
package import FileTree
internal import LocalFiles
internal import Logging
internal import NIOCore
internal import SyncEngine
package import SyncTargets
internal import Synchronization

/// A folder on an FTP server, over a pool of connections.
package final class FTPTarget: SyncTarget {
    private let location: TreeLocation.ServerFolder
    let pool: ConnectionPool
    private let names: Mutex<WireNames>
    private let clock: @Sendable () -> Int64
    let logger: Logger
    let memory: HostMemory
    private let state: Mutex<StatePlace>
    private let hasWarnedOfGaps = Mutex(false)
    private let hasWarnedOfCopies = Mutex(false)
    private let hasWarnedOfClearText = Mutex(false)
    private let isActive: Bool
    private let renewal: LoginRenewal
    package let name: String
    package let writers: Int

    /// A server's folder; nothing is connected yet. `clock` gives seconds since the epoch, UTC; `state` says where the
    /// tool's own folder lies, as ``SyncPlan/state`` does.
    package init(
        _ location: TreeLocation.ServerFolder, state: String = SyncPlan.usualState, options: ConnectionOptions,
        names: WireNames, connections: Int, renewal: LoginRenewal = LoginRenewal(),
        clock: @escaping @Sendable () -> Int64
    ) {
        self.location = location
        self.renewal = renewal
        self.state = Mutex(StatePlace(state, below: location.path))
        self.memory = options.memory
        self.name = TreeLocation.server(location).description
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
    func absolute(_ path: RelativePath) throws -> [UInt8] { try written(whole(path)) }

    /// The absolute path on the server, as this machine writes it.
    private func whole(_ path: RelativePath) -> [UInt8] { state.withLock { $0.whole(path) } }

    package var statePlace: String { state.withLock { $0.name } }

    package func keepState(in name: String) -> Bool { state.withLock { $0.move(to: name) } }

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

    func shown(_ path: RelativePath) -> String { path.isRoot ? location.path : "\(path)" }

    package func open() async throws -> String {
        if memory.profile.replacingRename == .fails { warnOfGaps() }
        let path = try absolute(.root)
        let (refusal, welcome) = try await translating(.root) {
            try await renewingLogin {
                try await pool.retrying { connection in
                    if self.logger.logLevel <= .debug { try await self.describe(connection) }
                    await self.warnOfClearText(connection)
                    let welcome = connection.welcome.joined(separator: "\n")
                    if path == Array("/".utf8) { return (nil as Reply?, welcome) }
                    let reply = try await connection.send(try Command("CWD", bytes: path))
                    return (reply.isCompletion ? nil : reply, welcome)
                }
            }
        }
        await renewal.accepted(await pool.login)
        if let refusal { throw missingRoot(refusal) }
        return welcome
    }

    /// Runs `body` again with another log-in where the server refuses the one there is, as often as somebody gives one.
    private func renewingLogin<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<LoginRenewal.attempts {
            do {
                return try await body()
            } catch let error as FTPClientError {
                guard case .noSession(.loginRefused(let reply)) = error, !error.isTooManyConnections else {
                    throw error
                }
                let refused = await pool.login
                let text = VisibleText.escaping(reply.summary)
                guard let login = try await renewal.again(refused, text) else { throw refusal(of: refused, error) }
                await pool.use(login)
            }
        }
        do {
            return try await body()
        } catch let error as FTPClientError {
            guard case .noSession(.loginRefused) = error else { throw error }
            throw refusal(of: await pool.login, error)
        }
    }

    private func refusal(of login: Login, _ error: FTPClientError) -> TargetError {
        var refusal = translate(error, .root)
        refusal.help = "the password came from \(login.origin)"
        // What is given for the run wins over what is stored.
        let isStored = login.isFromKeyring || login.origin.contains("netrc") || login.origin.contains("prompt")
        if login.isPersonal, isStored { refusal.help? += "; 'deploy login' stores another one" }
        return refusal
    }

    /// Says once that a password need not have gone in clear text.
    private func warnOfClearText(_ connection: FTPConnection) async {
        guard location.tls == .off, !location.isOnThisMachine, connection.features.hasTLS,
            await pool.login.isPersonal, hasWarnedOfClearText.withLock({ $0.becomeTrue() })
        else { return }
        logger.warning("\(location.address) offers encryption: write ftps:// instead of ftp://")
    }

    /// Says once that files are copied where others are renamed.
    func warnOfCopies(_ path: RelativePath) {
        guard hasWarnedOfCopies.withLock({ $0.becomeTrue() }) else { return }
        logger.warning(
            "nothing can be renamed from \(statePlace) to \(path): what goes there is copied first, over this machine, which takes longer; 'state' on the same file system avoids that"
        )
    }

    /// Says once that this server makes gaps.
    func warnOfGaps() {
        guard hasWarnedOfGaps.withLock({ $0.becomeTrue() }) else { return }
        logger.warning(
            "\(location.address) never renames onto a name that is taken: each file that is replaced is missing for a moment"
        )
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
            help: "check the path of 'remote'; an upload or a sync makes it with --create-folder")
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
        let whole = whole(folder)
        let path = try written(whole)
        let now = clock()
        let rows = try await translating(folder) {
            try await pool.retrying { try await $0.list(path, now: now) }
        }
        let entries = rows.filter { $0.kind != .selfOrParent && $0.name != [0x2E] && $0.name != [0x2E, 0x2E] }
        if let hostile = entries.first(where: { !$0.hasSafeName }) { throw refusal(hostile.name, in: folder) }
        let known = names.withLock { $0.learn(entries.map(\.name), in: whole == Array("/".utf8) ? [] : whole) }
        var listing = FolderListing()
        for (row, name) in zip(entries, known) {
            guard let path = folder.appending(nameBytes: name) else { throw refusal(row.name, in: folder) }
            guard let shown = state.withLock({ $0.shown(path) }) else { continue }
            listing.entries.append(FileEntry(path: shown, row: row))
        }
        return listing
    }

    package func isStateListed() async throws -> Bool {
        guard let (folder, name) = state.withLock({ $0.outside }) else {
            return try await list(.root).entries.contains { $0.path == StateLayout.folder }
        }
        let (path, now) = (try written(folder), clock())
        return try await translating(StateLayout.folder) {
            try await pool.retrying { try await $0.list(path, now: now) }.contains { $0.name == name }
        }
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

    package func exactTimes(of paths: [RelativePath]) async throws -> [FileTime?] {
        if paths.isEmpty { return [] }
        return try await inParts(paths) { part in
            let wire = try part.map(self.absolute)
            let times = try await self.translating(.root) {
                try await self.pool.retrying { try await $0.times(of: wire) }
            }
            return times.map { $0.map { FileTime(seconds: $0) } }
        }
    }

    package func toldHashes(of paths: [RelativePath]) async throws -> [String?] {
        if paths.isEmpty { return [] }
        return try await inParts(paths) { part in
            let wire = try part.map(self.absolute)
            return try await self.translating(.root) { try await self.pool.retrying { try await $0.hashes(of: wire) } }
        }
    }

    package func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        let absolute = try absolute(path)
        let received = ReceivedBytes()
        try await translating(path) {
            // What was handed on cannot be taken back, and the rest need not fit it: only the caller can begin anew.
            try await pool.retrying { connection in
                if received.count > 0 { throw self.interrupted(path) }
                try await connection.retrieve(absolute) { buffer in
                    received.add(buffer.readableBytes)
                    try await consume(Array(buffer.readableBytesView)[...])
                }
            }
        }
        await pool.noteTransfer(bytes: Int64(received.count))
    }

    package func content(of entry: FileEntry) async throws -> FileContent {
        try await Spool.content(of: entry.path) { consume in try await self.read(entry.path, consume: consume) }
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
    func translating<Result: Sendable>(
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

    static func unsafeName(_ path: RelativePath) -> TargetError {
        TargetError(
            .invalidName,
            "the name \(path.text.debugDescription) contains a line break or another control character, which FTP cannot carry",
            help: "rename or exclude it")
    }

    private func interrupted(_ path: RelativePath) -> TargetError {
        TargetError(.unreachable, "\(shown(path)): the connection broke in the middle of the file", help: "run again")
    }

    func error(_ path: RelativePath, _ what: String, _ reply: Reply) -> TargetError {
        ReplyError.describe(reply, "\(shown(path)): \(what)")
    }

    func shown(_ reply: Reply) -> String { VisibleText.escaping(reply.summary) }

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

extension Bool {
    /// Becomes true; whether it was not before.
    fileprivate mutating func becomeTrue() -> Bool {
        defer { self = true }
        return !self
    }
}
