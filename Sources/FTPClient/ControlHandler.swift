internal import FTPProtocol
internal import Logging
internal import NIOCore
internal import TLS

/// The end of a control connection's pipeline: carries out what ``ControlExchange`` decides, and watches the clock.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Who waits for the replies to one command.
    struct Waiter {
        /// The command as logs show it.
        let command: String
        /// Fulfilled by the first reply of any kind.
        let first: EventLoopPromise<Reply>
        /// Fulfilled by the final reply.
        let final: EventLoopPromise<Reply>

        func fail(_ error: any Error) {
            first.fail(error)
            final.fail(error)
        }
    }

    private var parser = ReplyParser()
    private var exchange = ControlExchange()
    private var waiters: [Int: Waiter]
    private var failure: FTPClientError?
    private var timer: Scheduled<Void>?
    private var lastProgress: NIODeadline
    /// Whether the server has agreed to a transfer and not ended it.
    private var isMoving = false
    private var context: ChannelHandlerContext?
    private let timeout: TimeAmount
    private let logger: Logger

    /// A handler for a new connection; `greeting` waits for the server's first reply.
    init(timeout: TimeAmount, logger: Logger, greeting: Waiter) {
        self.timeout = timeout
        self.logger = logger
        self.waiters = [ControlExchange.greetingID: greeting]
        self.lastProgress = .now()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
        // An attempt to connect that another one overtook is dropped without ever having been active.
        let left = waiters
        waiters = [:]
        for waiter in left.values { waiter.fail(failure ?? .connectionLost(waitingFor: waiter.command)) }
    }

    /// Sends commands in writes of at most so many bytes; each command gets its waiter.
    func send(_ commands: [(Command, Waiter)], write: Int) {
        guard let context, failure == nil else {
            let error = failure ?? .connectionLost(waitingFor: commands.first?.0.masked ?? "a reply")
            for (_, waiter) in commands { waiter.fail(error) }
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: commands.count * 64)
        for (command, waiter) in commands {
            logger.trace("-> \(command.masked)")
            let line = command.wireBytes
            if buffer.readableBytes > 0, buffer.readableBytes + line.count > write {
                context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
                buffer.clear()
            }
            buffer.writeBytes(line)
            waiters[exchange.sent()] = waiter
        }
        noteProgress()
        watch(context)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Says QUIT and closes once that has gone out; the answer is not awaited.
    func leave() {
        guard let context, failure == nil else { return }
        logger.trace("-> \(Command.quit.masked)")
        let line = context.channel.allocator.buffer(bytes: Command.quit.wireBytes)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(line)).whenComplete { _ in channel.close(promise: nil) }
    }

    /// Bytes moved on a data connection: the server is alive although it sends no reply.
    func noteProgress() { lastProgress = .now() }

    /// The server waits for this side to read or write. Before it agreed to the transfer, this side waits for the server.
    func noteOurTurn() { if isMoving { noteProgress() } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        noteProgress()
        do throws(ReplyParser.ParseError) {
            for reply in try parser.consume(buffer.readableBytesView) { receive(reply, context: context) }
        } catch {
            let problem =
                switch error {
                case .noCode(let line): "the server sent '\(line)', which is no FTP reply"
                case .tooLong(let limit): "the server sent a reply of more than \(limit) bytes"
                }
            fail(.protocolViolation(problem), context: context)
        }
    }

    private func receive(_ reply: Reply, context: ChannelHandlerContext) {
        logger.trace("<- \(reply.code) \(reply.lines.joined(separator: " | "))")
        switch exchange.received(reply) {
        case .preliminary(let id, let reply):
            isMoving = true
            waiters[id]?.first.succeed(reply)
        case .finished(let id, let reply):
            isMoving = false
            let waiter = waiters.removeValue(forKey: id)
            waiter?.first.succeed(reply)
            waiter?.final.succeed(reply)
        case .closing(let reply): fail(.closedByServer(reply), context: context)
        case .unexpected(let reply):
            fail(.protocolViolation("the server sent '\(reply.summary)' unasked"), context: context)
        }
    }

    /// Before encryption begins nothing may be left of the time before it.
    ///
    /// - Throws: ``FTPClientError/encryption(_:)``.
    func expectNothingUnread() throws {
        guard !parser.isInsideReply, !exchange.isWaiting else {
            throw FTPClientError.encryption(.handshakeFailed("the server sent clear text behind its reply to AUTH TLS"))
        }
    }

    /// This side gives the session up, for that reason.
    func abort(failing error: FTPClientError) {
        if let context { fail(error, context: context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.connectionLost(waitingFor: oldestCommand), context: context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? TLSError {
        case .truncated?, nil: fail(.connectionLost(waitingFor: oldestCommand), context: context)
        case let error?: fail(.encryption(error), context: context)
        }
    }

    private var oldestCommand: String {
        exchange.open.first.flatMap { waiters[$0]?.command } ?? "a command"
    }

    private func fail(_ error: FTPClientError, context: ChannelHandlerContext) {
        guard failure == nil else { return }
        failure = error
        timer?.cancel()
        let failed = waiters
        waiters = [:]
        for waiter in failed.values { waiter.fail(error) }
        context.close(promise: nil)
    }

    /// Keeps one timer running as long as a reply is awaited.
    private func watch(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        let loop = context.eventLoop
        timer = loop.assumeIsolated().scheduleTask(deadline: lastProgress + timeout) { [weak self] in
            self?.timerFired()
        }
    }

    private func timerFired() {
        timer = nil
        guard let context, exchange.isWaiting, failure == nil else { return }
        if NIODeadline.now() - lastProgress >= timeout {
            let seconds = Int(timeout.nanoseconds / 1_000_000_000)
            fail(.timedOut(waitingFor: "the reply to \(oldestCommand)", seconds: seconds), context: context)
        } else {
            watch(context)
        }
    }
}
