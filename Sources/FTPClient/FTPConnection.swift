internal import Credentials
package import FTPProtocol
package import NIOCore
internal import NIOPosix

/// One session with an FTP server. It does one thing at a time; several sessions make a ``ConnectionPool``.
package actor FTPConnection {
    /// What a server tells of a file right after it was stored.
    package struct Confirmation: Hashable, Sendable {
        /// The path as it was given to ``FTPConnection/store(_:at:progress:)``.
        package var path: [UInt8]
        /// The length that the server counts in bytes; nil where it knows no SIZE.
        package var size: Int64?
        /// When the server says it changed (seconds since the epoch, UTC); nil where it knows no MDTM.
        package var modified: Int64?
    }

    /// How the next data connection is asked for.
    private enum PassiveMode { case extended, plain }

    /// What FEAT told, lies included.
    package nonisolated let features: Features
    /// The greeting's lines.
    package nonisolated let welcome: [String]
    private let control: ControlConnection
    private let timeout: Int
    private let window: Int
    private var passiveMode = PassiveMode.extended
    private var usesMachineListing: Bool
    private var unconfirmed: [UInt8]?

    private init(control: ControlConnection, login: LoginConversation, options: ConnectionOptions) {
        self.control = control
        self.features = login.features
        self.welcome = login.welcome
        self.timeout = options.timeout
        self.window = PipelineWindow.bytes(features: login.features, welcome: login.welcome)
        self.usesMachineListing = login.features.hasMachineListing
    }

    /// Connects and logs in.
    ///
    /// - Throws: ``FTPClientError``.
    package static func open(
        _ options: ConnectionOptions, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> FTPConnection {
        let control = try await ControlConnection.connect(options, group: group)
        do {
            return try await control.closingOnCancel {
                let login = try await logIn(control, options)
                return FTPConnection(control: control, login: login, options: options)
            }
        } catch {
            control.abort()
            throw error
        }
    }

    private static func logIn(
        _ control: ControlConnection, _ options: ConnectionOptions
    ) async throws -> LoginConversation {
        var login: LoginConversation
        do {
            login = try LoginConversation(user: options.login.user, password: options.login.password.revealed)
        } catch {
            throw FTPClientError.unsafeArgument(error.shown)
        }
        var pending = [control.greeting]
        while true {
            for awaited in pending {
                let reply = try await awaited.final.get()
                do {
                    switch try login.received(reply) {
                    case .wait: continue
                    case .send(let commands): pending = control.send(commands)
                    case .done: return login
                    }
                } catch {
                    throw FTPClientError.noSession(error)
                }
            }
        }
    }

    /// Ends the session: QUIT, whose reply is awaited, then the connection is closed. A cancelled task closes at once.
    package func quit() async {
        _ = try? await control.closingOnCancel { try await control.send([.quit])[0].final.get() }
        control.abort()
    }

    /// Whether the session still stands, as far as this side knows.
    package nonisolated var isActive: Bool { control.isActive }

    /// Closes at once.
    package nonisolated func abort() { control.abort() }

    // MARK: Commands without a data connection

    /// Sends groups of commands ahead, in windows that suit the server (`PipelineWindow`); a group (RNFR and RNTO) is
    /// never split.
    ///
    /// - Returns: the final replies, group by group. A refusal is a reply, not an error.
    /// - Throws: ``FTPClientError`` if the session breaks.
    package func perform(_ groups: [[Command]]) async throws -> [[Reply]] {
        try await control.closingOnCancel {
            var results: [[Reply]] = []
            var next = 0
            while next < groups.count {
                var commands: [Command] = []
                var bytes = 0
                let first = next
                while next < groups.count {
                    let size = groups[next].reduce(0) { $0 + $1.wireBytes.count }
                    if bytes > 0, bytes + size > window { break }
                    commands += groups[next]
                    bytes += size
                    next += 1
                }
                var replies: [Reply] = []
                for pending in control.send(commands) { replies.append(try await pending.final.get()) }
                var start = 0
                for group in groups[first..<next] {
                    results.append(Array(replies[start..<(start + group.count)]))
                    start += group.count
                }
            }
            return results
        }
    }

    /// Sends one command and gives its final reply.
    ///
    /// - Throws: ``FTPClientError`` if the session breaks.
    package func send(_ command: Command) async throws -> Reply { try await perform([[command]])[0][0] }

    // MARK: Data connections

    /// Asks for a data port; `before` are commands that travel with the question, and come back with their replies.
    private func passivePort(before: [Command] = []) async throws -> (before: [Reply], port: Int) {
        let question: Command = passiveMode == .extended ? .epsv : .pasv
        let pending = control.send(before + [question])
        var replies: [Reply] = []
        for reply in pending { replies.append(try await reply.final.get()) }
        let answer = replies.removeLast()
        let port = passiveMode == .extended ? PassiveReply.extendedPort(answer) : PassiveReply.port(answer)
        if let port { return (replies, port) }
        // 421 was handled before; anything else about EPSV means: try the older command, and stay with it.
        guard passiveMode == .extended else { throw FTPClientError.refused(command: "PASV", answer) }
        passiveMode = .plain
        return (replies, try await passivePort().port)
    }

    /// Reads a whole folder with MLSD, or, where the server has none, with CWD and `LIST -a`.
    ///
    /// - Parameter now: seconds since the epoch, UTC; gives rows without a year theirs.
    /// - Throws: ``FTPClientError``; a refusal (the folder does not exist) as `refused`.
    package func list(_ folder: [UInt8], now: Int64) async throws -> [ListedEntry] {
        try await control.closingOnCancel {
            if usesMachineListing {
                do {
                    return try await rows(try Command("MLSD", bytes: folder)).map { row in
                        guard let entry = MachineListing.parse(row) else { throw badRow(row, folder) }
                        return entry
                    }
                } catch FTPClientError.refused(_, let reply) where [500, 501, 502, 504].contains(reply.code) {
                    usesMachineListing = false
                }
            }
            return try await unixListing(folder, now: now)
        }
    }

    private func unixListing(_ folder: [UInt8], now: Int64) async throws -> [ListedEntry] {
        // CWD first: LIST of a missing folder succeeds with no rows on many servers, and some take no path with -a.
        let entered = try await control.send([try Command("CWD", bytes: folder)])[0].final.get()
        guard entered.isCompletion else {
            throw FTPClientError.refused(command: "CWD \(String(decoding: folder, as: UTF8.self))", entered)
        }
        var entries: [ListedEntry] = []
        for row in try await rows(Command("LIST", literal: "-a")) {
            switch UnixListing.parse(row, now: now) {
            case .entry(let entry): entries.append(entry)
            case .noise: continue
            case .unknown: throw badRow(row, folder)
            }
        }
        return entries
    }

    private func badRow(_ row: [UInt8], _ folder: [UInt8]) -> FTPClientError {
        .badListing(
            folder: String(decoding: folder, as: UTF8.self),
            reason: "the row '\(String(decoding: row.prefix(200), as: UTF8.self))' cannot be read")
    }

    private func rows(_ command: Command) async throws -> [[UInt8]] {
        var lines = ListingLines()
        var rows: [[UInt8]] = []
        do {
            try await receive(command) { buffer in rows += try lines.consume(buffer.readableBytesView) }
        } catch is ListingLines.TooLong {
            control.abort()
            throw FTPClientError.badListing(
                folder: command.masked, reason: "it has more than \(ListingLines.countLimit) rows or a row without end")
        } catch FTPClientError.refused(_, let reply) where reply.code == 450 {
            // ProFTPD: "450 No files found" is an empty folder.
            return []
        }
        if let last = lines.finish() { rows.append(last) }
        return rows
    }

    /// Fetches a file; `consume` gets it piece by piece, and the server waits while it works.
    ///
    /// - Throws: ``FTPClientError``, and whatever `consume` throws.
    package func retrieve(_ path: [UInt8], consume: (ByteBuffer) async throws -> Void) async throws {
        let command = try Self.command("RETR", path)
        try await control.closingOnCancel { try await receive(command, consume: consume) }
    }

    /// A transfer from the server: the command goes out together with the data connection's SYN.
    private func receive(_ command: Command, consume: (ByteBuffer) async throws -> Void) async throws {
        let (_, port) = try await passivePort()
        let pending = control.send([command])[0]
        let data: DataReceiver
        do {
            data = try await DataReceiver.connect(port: port, control: control, timeout: timeout)
        } catch let error as FTPClientError {
            throw await abandon(pending, error)
        }
        // A refusal ends the wait for data that never comes.
        pending.final.whenSuccess { reply in if !reply.isCompletion { data.abort() } }
        do {
            try await data.receive(consume)
        } catch {
            // Whoever consumes failed, or the connection broke: the rest of this session cannot be trusted.
            if let refusal = await refusal(pending) { throw refusal }
            control.abort()
            if error is IOError || error is ChannelError {
                throw FTPClientError.connectionLost(waitingFor: "data of \(command.masked)")
            }
            throw error
        }
        let reply = try await pending.final.get()
        guard reply.isCompletion else { throw FTPClientError.refused(command: command.masked, reply) }
    }

    private func refusal(_ pending: ControlConnection.PendingReply) async -> FTPClientError? {
        guard let first = try? await pending.first.get(), first.isTransientRefusal || first.isPermanentRefusal else {
            return nil
        }
        return .refused(command: pending.command, first)
    }

    /// After a failed data connection: a refusal or the end of the session explains it better, and is on its way where
    /// the server closed the port because of it. Otherwise the session is of no use, because the server may wait for
    /// the connection for minutes.
    private func abandon(_ pending: ControlConnection.PendingReply, _ error: FTPClientError) async -> any Error {
        let patience = control.eventLoop.scheduleTask(in: .seconds(2)) { [control] in control.abort(failing: error) }
        defer { patience.cancel() }
        do {
            let reply = try await pending.final.get()
            if !reply.isCompletion { return FTPClientError.refused(command: pending.command, reply) }
            control.abort()
            return error
        } catch FTPClientError.timedOut {
            return error
        } catch let broken {
            return broken
        }
    }

    // MARK: Upload

    /// Stores a file. STOR leaves together with the data connection's SYN. The server's word on size and time (SIZE,
    /// MDTM) is asked for with the commands of the next upload, so it costs no round trip; it comes back from the
    /// next call of this method or from ``confirmLast()``.
    ///
    /// - Returns: the confirmation of the previous upload, if one was open.
    /// - Throws: ``FTPClientError``.
    package func store(
        _ body: UploadBody, at path: [UInt8], progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Confirmation? {
        let command = try Self.command("STOR", path)
        return try await control.closingOnCancel {
            let previous = unconfirmed
            unconfirmed = nil
            let (replies, port) = try await passivePort(before: try previous.map(confirmationCommands) ?? [])
            try await transfer(body, command, port: port, progress: progress)
            unconfirmed = path
            return previous.map { confirmation($0, replies) }
        }
    }

    /// The confirmation of the last upload, if it is still open.
    ///
    /// - Throws: ``FTPClientError``.
    package func confirmLast() async throws -> Confirmation? {
        guard let path = unconfirmed else { return nil }
        unconfirmed = nil
        return confirmation(path, try await perform([try confirmationCommands(path)])[0])
    }

    private func confirmationCommands(_ path: [UInt8]) throws -> [Command] {
        [try Command("SIZE", bytes: path), try Command("MDTM", bytes: path)]
    }

    private func confirmation(_ path: [UInt8], _ replies: [Reply]) -> Confirmation {
        var size = replies[0].code == 213 ? Int64(replies[0].text.trimmingSuffix { $0 == " " }) : nil
        // A server that knows SIZE and does not find the file does not have it.
        if replies[0].code == 550, features.has("SIZE") { size = -1 }
        return Confirmation(
            path: path, size: size,
            modified: replies[1].code == 213 ? ModificationTime.parse(replies[1].text)?.seconds : nil)
    }

    private func transfer(
        _ body: UploadBody, _ command: Command, port: Int, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        var exchange = StoreExchange()
        let pending = control.send([command])[0]
        do {
            let data = try await DataSender.connect(port: port, control: control, timeout: timeout)
            pending.final.whenComplete { result in
                if case .success(let reply) = result, reply.isCompletion { return }
                data.abort()
            }
            _ = exchange.connected()
            do {
                try await data.send(body, progress: progress)
                _ = exchange.sentAll()
            } catch let error as FTPClientError {
                control.abort()
                throw error
            } catch {
                _ = exchange.sendFailed("the data connection broke while sending")
            }
        } catch FTPClientError.noDataConnection(let port, let reason) {
            if exchange.connectFailed(reason) == .abandonSession {
                throw await abandon(pending, FTPClientError.noDataConnection(port: port, reason: reason))
            }
        }
        _ = exchange.received(try await pending.final.get())
        switch exchange.verdict {
        case .stored: return
        case .refused(let reply): throw FTPClientError.refused(command: command.masked, reply)
        case .incomplete, .noConnection, nil:
            throw FTPClientError.connectionLost(waitingFor: "the end of \(command.masked)")
        }
    }

    /// A command with a path, refused with a clear error where the path holds a line break.
    private static func command(_ verb: String, _ path: [UInt8]) throws -> Command {
        do {
            return try Command(verb, bytes: path)
        } catch {
            throw FTPClientError.unsafeArgument(error.shown)
        }
    }
}

extension String {
    /// The text without the characters at its end that satisfy `predicate`.
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !predicate($0) }) else { return "" }
        return self[...last]
    }
}
