internal import FTPProtocol
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TLS

/// A control connection: commands go out in order, each with the futures of its replies.
final class ControlConnection: Sendable {
    /// The replies to one command that was sent.
    struct PendingReply: Sendable {
        /// The command as logs show it.
        let command: String
        /// The first reply: a preliminary one, or the final one where there is none.
        let first: EventLoopFuture<Reply>
        /// The final reply.
        let final: EventLoopFuture<Reply>
    }

    /// The greeting that the server sends unasked.
    let greeting: PendingReply
    /// The sessions that data connections resume.
    let sessions: SessionStore
    /// How this connection and its data connections are encrypted; nil for clear text.
    let encryption: Encryption?
    /// What is known of the server.
    let memory: HostMemory
    private let channel: any Channel
    private let handler: NIOLoopBound<ControlHandler>

    private init(
        channel: any Channel, handler: NIOLoopBound<ControlHandler>, greeting: PendingReply, sessions: SessionStore,
        options: ConnectionOptions
    ) {
        self.channel = channel
        self.handler = handler
        self.greeting = greeting
        self.encryption = options.encryption
        self.memory = options.memory
        self.sessions = sessions
    }

    /// Connects; the greeting is not awaited.
    ///
    /// - Throws: ``FTPClientError/unreachable(host:port:reason:)``.
    static func connect(_ options: ConnectionOptions, group: any EventLoopGroup) async throws -> ControlConnection {
        let loop = group.next()
        let timeout = TimeAmount.seconds(Int64(options.timeout))
        do {
            return try await ClientBootstrap(group: loop)
                .connectTimeout(timeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .connect(host: options.host, port: options.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try prepare(channel, options, timeout) }
                }
        } catch {
            throw FTPClientError.unreachable(
                host: options.host, port: options.port, reason: ConnectFailure.reason(error, timeout: options.timeout))
        }
    }

    /// Several addresses may be tried at once: each attempt has a greeting and sessions of its own.
    private static func prepare(
        _ channel: any Channel, _ options: ConnectionOptions, _ timeout: TimeAmount
    ) throws -> ControlConnection {
        let sessions = SessionStore()
        let pipeline = channel.pipeline.syncOperations
        if let encryption = options.encryption, encryption.isImplicit {
            try pipeline.addHandler(
                TLSHandler(
                    client: encryption.context, host: encryption.serverName, sessions: sessions, timeout: timeout,
                    handshake: nil))
        }
        let (waiter, pending) = makeWaiter("the greeting", loop: channel.eventLoop)
        let handler = ControlHandler(timeout: timeout, logger: options.logger, greeting: waiter)
        try pipeline.addHandler(handler)
        return ControlConnection(
            channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), greeting: pending,
            sessions: sessions, options: options)
    }

    private static func makeWaiter(
        _ command: String, loop: any EventLoop
    ) -> (ControlHandler.Waiter, PendingReply) {
        let first = loop.makePromise(of: Reply.self)
        let final = loop.makePromise(of: Reply.self)
        return (
            ControlHandler.Waiter(command: command, first: first, final: final),
            PendingReply(command: command, first: first.futureResult, final: final.futureResult)
        )
    }

    /// Encrypts the connection from here on; the server has just agreed to it.
    ///
    /// - Throws: ``FTPClientError/encryption(_:)``; also where something in clear text came behind the server's word:
    ///   somebody in between may have put it there.
    func startTLS(_ encryption: Encryption, timeout: TimeAmount) async throws {
        let done = eventLoop.makePromise(of: TLSSummary.self)
        let (channel, handler, sessions) = (channel, handler, sessions)
        eventLoop.execute {
            do {
                try handler.value.expectNothingUnread()
                try channel.pipeline.syncOperations.addHandler(
                    TLSHandler(
                        client: encryption.context, host: encryption.serverName, sessions: sessions,
                        timeout: timeout, handshake: done),
                    position: .first)
            } catch {
                done.fail(error)
            }
        }
        do {
            _ = try await done.futureResult.get()
        } catch let error as FTPClientError {
            throw error
        } catch {
            throw FTPClientError.encryption(
                error as? TLSError ?? .handshakeFailed("the server closed the connection"))
        }
    }

    /// What the encryption was agreed to be; nil for clear text.
    func tlsSummary() async throws -> TLSSummary? {
        guard encryption != nil else { return nil }
        let channel = channel
        return try await eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: TLSHandler.self).summary
        }.get()
    }

    /// The loop that this connection and its data connections run on.
    var eventLoop: any EventLoop { channel.eventLoop }

    /// The address of the other side, where data connections go as well.
    var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// The address of this side, where a server's data connections come to.
    var localAddress: SocketAddress? { channel.localAddress }

    /// Commands that are ready to be sent in one write.
    final class Outgoing: Sendable {
        /// Their replies, which are waited for already.
        let pending: [PendingReply]
        private let action: @Sendable () -> Void
        private let isSent = Atomic(false)

        fileprivate init(_ pending: [PendingReply], action: @escaping @Sendable () -> Void) {
            self.pending = pending
            self.action = action
        }

        /// Sends them; the second time nothing happens.
        func send() {
            if isSent.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged { action() }
        }
    }

    /// Sends the commands, in writes of at most so many bytes.
    func send(_ commands: [Command], write: Int = .max) -> [PendingReply] {
        let outgoing = ready(commands, write: write)
        outgoing.send()
        return outgoing.pending
    }

    /// Makes commands ready to be sent; they have to be sent in the end, because somebody may wait for the replies.
    func ready(_ commands: [Command], write: Int = .max) -> Outgoing {
        var waiting: [(Command, ControlHandler.Waiter)] = []
        var pending: [PendingReply] = []
        for command in commands {
            let (waiter, reply) = Self.makeWaiter(command.masked, loop: eventLoop)
            waiting.append((command, waiter))
            pending.append(reply)
        }
        let commands = waiting
        let (eventLoop, handler) = (eventLoop, handler)
        return Outgoing(pending) { eventLoop.execute { handler.value.send(commands, write: write) } }
    }

    /// Bytes moved on a data connection of this session.
    func noteProgress() {
        eventLoop.execute { [handler] in handler.value.noteProgress() }
    }

    /// The server waits for this side to read or write on a data connection of this session.
    func noteOurTurn() {
        eventLoop.execute { [handler] in handler.value.noteOurTurn() }
    }

    /// Whether the connection still stands, as far as this side knows.
    var isActive: Bool { channel.isActive }

    /// Says QUIT and closes once that has gone out.
    func leave() async {
        let (channel, handler) = (channel, handler)
        eventLoop.execute { handler.value.leave() }
        try? await channel.closeFuture.get()
    }

    /// Closes at once; everything that waits fails.
    func abort() { channel.close(promise: nil) }

    /// Closes at once; everything that waits fails with `error`, unless the session broke before.
    func abort(failing error: FTPClientError) {
        eventLoop.execute { [handler] in handler.value.abort(failing: error) }
    }

    /// Runs `body`; if the task is cancelled meanwhile, the connection is closed so that nothing waits any more.
    func closingOnCancel<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            do {
                return try await body()
            } catch {
                try Task.checkCancellation()
                throw error
            }
        } onCancel: {
            abort()
        }
    }
}
