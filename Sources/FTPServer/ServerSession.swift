internal import Credentials
internal import FTPProtocol
internal import LocalFiles
internal import Logging
internal import NIOCore
internal import TLS

/// One client's session: reads commands, asks ``ServerConversation`` what they mean, and does it. A transfer runs
/// beside the control connection; meanwhile ABOR and STAT are answered at once, and everything else waits for its end.
actor ServerSession {
    private enum Event: Sendable {
        case command(ReceivedCommand)
        case transferEnded(Reply)
        case idle
        case tooLong
        case closed
    }

    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private let authorizer: any Authorizer
    private let settings: ServerSettings
    private let logger: Logger
    private let events: AsyncStream<Event>
    private let sender: AsyncStream<Event>.Continuation
    private var conversation: ServerConversation
    private let context: TLSContext?
    private let gate: NIOLoopBound<ClearTextGate>?
    private var folder: ServedFolder?
    private var route: DataRoute?
    private var transfer: DataTransfer?
    private var waiting: [ReceivedCommand] = []
    private var abortAsked = false

    /// Commands that a client may send ahead; more ends the session.
    private static let aheadLimit = 10_000

    init(
        channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, authorizer: any Authorizer, settings: ServerSettings,
        context: TLSContext?, gate: NIOLoopBound<ClearTextGate>?, logger: Logger
    ) {
        self.channel = channel
        self.authorizer = authorizer
        self.settings = settings
        self.context = context
        self.gate = gate
        self.logger = logger
        conversation = ServerConversation(tls: settings.encryption?.offer ?? .none)
        (events, sender) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(Self.aheadLimit))
    }

    /// Runs the session to its end.
    func run() async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(bytes: Reply(220, settings.greeting).wireBytes))
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { [sender, channel] in
                        await Self.readCommands(inbound, sender) { channel.channel.close(promise: nil) }
                    }
                    // Whatever ends the session ends its transfer and its reader as well.
                    do {
                        try await serve(outbound, &group)
                    } catch {
                        logger.debug("session ended: \(error)")
                    }
                    group.cancelAll()
                    // The reader ends when its channel does.
                    transfer?.progress.stop()
                    channel.channel.close(promise: nil)
                }
            }
        } catch {
            logger.debug("session ended: \(error)")
        }
        await route?.close()
    }

    private static func readCommands(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ sender: AsyncStream<Event>.Continuation,
        abandon: @Sendable () -> Void
    ) async {
        var lines = CommandLines()
        do {
            for try await buffer in inbound {
                for command in try lines.consume(buffer.readableBytesView) {
                    // More than is ever sent ahead in good faith: the session is given up, not the memory.
                    if case .dropped = sender.yield(.command(command)) { return abandon() }
                }
            }
        } catch is CommandLines.TooLong {
            sender.yield(.tooLong)
        } catch {
            // A connection that breaks ends the session as one that is closed does.
        }
        sender.yield(.closed)
    }

    /// The time without a command is over.
    nonisolated func becameIdle() { sender.yield(.idle) }

    private func serve(
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ group: inout TaskGroup<Void>
    ) async throws {
        for await event in events {
            switch event {
            case .command(let command):
                let isUrgent = command.verb == "ABOR" || command.verb == "STAT"
                if transfer == nil || isUrgent {
                    if try await !handle(command, outbound, &group) { return }
                } else {
                    waiting.append(command)
                    if waiting.count > Self.aheadLimit {
                        return try await send(Reply(421, "Too many commands ahead."), outbound)
                    }
                }
            case .transferEnded(let reply):
                transfer = nil
                try await send(reply, outbound)
                if abortAsked { try await send(Reply(226, "The transfer was stopped."), outbound) }
                abortAsked = false
                while transfer == nil, !waiting.isEmpty {
                    if try await !handle(waiting.removeFirst(), outbound, &group) { return }
                }
            case .idle:
                if transfer == nil {
                    return try await send(Reply(421, "Nothing came for too long; closing."), outbound)
                }
            case .tooLong: return try await send(Reply(500, "The line is too long; closing."), outbound)
            case .closed: return
            }
        }
    }

    private func send(_ reply: Reply, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
        logger.trace("-> \(reply.summary)")
        try await outbound.write(ByteBuffer(bytes: reply.wireBytes))
    }

    /// Does what a command says; false ends the session.
    private func handle(
        _ command: ReceivedCommand, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ group: inout TaskGroup<Void>
    ) async throws -> Bool {
        logger.trace(
            "<- \(command.verb)\(command.verb == "PASS" ? " ***" : command.argument.isEmpty ? "" : " \(command.text)")")
        switch conversation.received(command) {
        case .reply(let reply):
            try await send(reply, outbound)
            if command.verb == "AUTH", let gate { channel.channel.eventLoop.execute { gate.value.open() } }
        case .authenticate(let user, let password): return try await logIn(user, Secret(password), outbound)
        case .changeFolder(let path): try await send(await enter(path), outbound)
        case .openPassive(let extended, let family): try await send(await openPassive(extended, family), outbound)
        case .useActive(let destination): try await send(await useActive(destination), outbound)
        case .startTLS(let reply): return try await startTLS(reply, outbound)
        case .transfer(let request): try await start(request, outbound, &group)
        case .file(let action): try await send(await perform(action), outbound)
        case .status: try await send(status, outbound)
        case .abort:
            // 426 for the transfer comes when it has ended, 226 for ABOR behind it.
            if let transfer {
                abortAsked = true
                transfer.progress.stop()
            } else {
                try await send(Reply(226, "Nothing is under way."), outbound)
            }
        case .quit(let reply):
            try await send(reply, outbound)
            return false
        }
        return true
    }

    private func logIn(
        _ user: String, _ password: Secret, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        guard let account = await authorizer.account(user: user, password: password) else {
            logger.notice("\(user): log-in refused")
            switch conversation.refused() {
            case .quit(let reply):
                try await send(reply, outbound)
                return false
            case .reply(let reply): try await send(reply, outbound)
            default: break
            }
            return true
        }
        folder = ServedFolder(account)
        logger.info("\(account.name) logged in")
        try await send(conversation.authenticated(canWrite: account.canWrite), outbound)
        return true
    }

    private func enter(_ path: VirtualPath) async -> Reply {
        guard let folder else { return Reply(530, "Log in first.") }
        do {
            return try await folder.isFolder(path)
                ? conversation.entered(path) : Reply(550, "\(path.text): not a folder")
        } catch {
            return Self.failure(error, path)
        }
    }

    private static func failure(_ error: any Error, _ path: VirtualPath) -> Reply {
        (error as? SystemError)?.reply(path.text) ?? Reply(451, "\(path.text): the server failed")
    }

    private func perform(_ action: ServerConversation.FileAction) async -> Reply {
        guard let folder else { return Reply(530, "Log in first.") }
        do {
            let reply = try await folder.perform(action)
            switch action {
            case .checkRenameSource(let path): return conversation.foundRenameSource(path)
            case .checkCopySource(let path) where reply.isIntermediate: return conversation.foundCopySource(path)
            default: return reply
            }
        } catch {
            return Self.failure(error, action.path)
        }
    }

    /// Answers AUTH TLS and encrypts; false ends the session.
    private func startTLS(
        _ reply: Reply, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        guard let context, let gate else { return false }
        logger.trace("-> \(reply.summary)")
        let loop = channel.channel.eventLoop
        let done = loop.makePromise(of: TLSSummary.self)
        loop.execute {
            do {
                try gate.value.encrypt(
                    reply.wireBytes, TLSHandler(server: context, timeout: .seconds(30), handshake: done))
            } catch {
                done.fail(error)
            }
        }
        do {
            let summary = try await done.futureResult.get()
            logger.debug("\(summary.version) \(summary.cipher)")
        } catch {
            logger.notice("no encrypted session: \(error)")
            return false
        }
        conversation.secured()
        return true
    }

    // MARK: Data connections

    private func openPassive(_ extended: Bool, _ family: Int?) async -> Reply {
        await route?.close()
        route = nil
        guard let local = channel.channel.localAddress?.unmapped, let peer = channel.channel.remoteAddress?.unmapped
        else {
            return Reply(425, "The connection has no address.")
        }
        if !extended, local.protocol != .inet { return Reply(425, "PASV is for IPv4; use EPSV.") }
        let own = local.protocol == .inet ? 1 : 2
        if let family, family != own { return Reply(522, "This session's network protocol is (\(own)).") }
        guard
            let opened = try? await PassiveListener.open(
                local: local, peer: peer, loop: channel.channel.eventLoop, protection: protection)
        else {
            return Reply(425, "No port could be opened.")
        }
        route = .passive(opened)
        if extended { return Reply(229, "Entering extended passive mode (|||\(opened.port)|)") }
        let address = (local.ipAddress ?? "").split(separator: ".").joined(separator: ",")
        return Reply(227, "Entering passive mode (\(address),\(opened.port / 256),\(opened.port % 256)).")
    }

    /// How the next data connection is encrypted; nil for clear text.
    private var protection: DataRoute.Protection? {
        guard conversation.isDataPrivate, let context else { return nil }
        return DataRoute.Protection(context: context, requiresReuse: settings.encryption?.requiresReuse ?? false)
    }

    /// The server connects to the client and nobody else: a third party is not attacked from here (RFC 2577).
    private func useActive(_ destination: ActiveAddress.Destination) async -> Reply {
        await route?.close()
        route = nil
        guard let peer = channel.channel.remoteAddress?.unmapped,
            let address = try? SocketAddress(ipAddress: destination.host, port: destination.port),
            address.ipAddress == peer.ipAddress
        else { return Reply(500, "Only the address that the session comes from is connected to.") }
        guard destination.port >= 1_024 else { return Reply(500, "Ports below 1024 are not connected to.") }
        route = .active(address, channel.channel.eventLoop, protection)
        return Reply(200, "The next transfer connects there.")
    }

    private func start(
        _ request: ServerConversation.Transfer, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ group: inout TaskGroup<Void>
    ) async throws {
        guard let folder else { return try await send(Reply(530, "Log in first."), outbound) }
        guard let route else { return try await send(Reply(425, "EPSV or PASV comes first."), outbound) }
        guard route.isProtected == conversation.isDataPrivate else {
            self.route = nil
            await route.close()
            return try await send(Reply(425, "PROT changed; EPSV or PASV comes again."), outbound)
        }
        self.route = nil
        let transfer = DataTransfer(
            transfer: request, folder: folder, isEncrypted: route.isProtected)
        self.transfer = transfer
        let (sender, logger) = (sender, logger)
        group.addTask {
            let reply: Reply
            do {
                reply = try await transfer.run(route) { preliminary in
                    try await outbound.write(ByteBuffer(bytes: preliminary.wireBytes))
                }
            } catch {
                reply = Reply(426, "The transfer was stopped.")
            }
            logger.info("\(transfer.logLine(reply, user: folder.account.name))")
            sender.yield(.transferEnded(reply))
        }
    }

    private var status: Reply {
        var lines = ["Status:", " Current folder: \(conversation.currentFolder.text)"]
        if let transfer { lines.append(" Transfer of \(transfer.path.text): \(transfer.progress.bytes) bytes so far") }
        return Reply(211, lines + ["End"])
    }
}

extension ServerConversation.FileAction {
    /// The path that it is about.
    var path: VirtualPath {
        switch self {
        case .delete(let path), .makeFolder(let path), .removeFolder(let path), .checkRenameSource(let path),
            .rename(_, let path), .checkCopySource(let path), .copy(_, let path), .size(let path), .modified(let path),
            .setModified(let path, _),
            .describe(let path, _), .status(let path), .changeMode(let path, _):
            path
        }
    }
}
