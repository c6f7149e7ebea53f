internal import FTPProtocol
internal import Logging
internal import NIOCore
internal import NIOPosix

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
    private let channel: any Channel
    private let handler: NIOLoopBound<ControlHandler>

    private init(channel: any Channel, handler: NIOLoopBound<ControlHandler>, greeting: PendingReply) {
        self.channel = channel
        self.handler = handler
        self.greeting = greeting
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
                    channel.eventLoop.makeCompletedFuture {
                        // Several addresses may be tried at once: each attempt has a greeting of its own.
                        let (waiter, pending) = makeWaiter("the greeting", loop: channel.eventLoop)
                        let handler = ControlHandler(timeout: timeout, logger: options.logger, greeting: waiter)
                        try channel.pipeline.syncOperations.addHandler(handler)
                        return ControlConnection(
                            channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                            greeting: pending)
                    }
                }
        } catch {
            throw FTPClientError.unreachable(
                host: options.host, port: options.port, reason: ConnectFailure.reason(error, timeout: options.timeout))
        }
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

    /// The loop that this connection and its data connections run on.
    var eventLoop: any EventLoop { channel.eventLoop }

    /// The address of the other side, where data connections go as well.
    var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// Sends the commands in one write.
    func send(_ commands: [Command]) -> [PendingReply] {
        var waiting: [(Command, ControlHandler.Waiter)] = []
        var pending: [PendingReply] = []
        for command in commands {
            let (waiter, reply) = Self.makeWaiter(command.masked, loop: eventLoop)
            waiting.append((command, waiter))
            pending.append(reply)
        }
        let commands = waiting
        eventLoop.execute { [handler] in handler.value.send(commands) }
        return pending
    }

    /// Bytes moved on a data connection of this session.
    func noteProgress() {
        eventLoop.execute { [handler] in handler.value.noteProgress() }
    }

    /// Whether the connection still stands, as far as this side knows.
    var isActive: Bool { channel.isActive }

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
