internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import TLS

/// One request and its answer, on a connection of its own.
struct Exchange: Sendable {
    /// The head that is sent.
    let head: HTTPRequestHead
    /// The request behind it.
    let request: WebRequest
    /// What is kept of the answer.
    let reception: Reception
    /// Whom an encrypted connection trusts.
    let trust: TLSContext
    /// When the answer has to be complete.
    let deadline: NIODeadline

    /// Connects, asks, and closes the connection, however it ends.
    ///
    /// - Throws: whatever went wrong, for ``ExchangeFailure`` to describe; `CancellationError` at once where the task is
    ///   cancelled.
    func run(on loop: any EventLoop) async throws -> Reception.Answer {
        try Task.checkCancellation()
        // The one place where everything meets: the first to fulfil it ends the exchange.
        let answer = loop.makePromise(of: Reception.Answer.self)
        let timer = loop.scheduleTask(deadline: deadline) { answer.fail(ExchangeProblem.timedOut) }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            connect(loop, answer)
            return try await answer.futureResult.get()
        } onCancel: {
            answer.fail(CancellationError())
        }
    }

    private func connect(_ loop: any EventLoop, _ answer: EventLoopPromise<Reception.Answer>) {
        ClientBootstrap(group: loop)
            // The deadline comes first, and tells what it is about.
            .connectTimeout(max(deadline - .now(), .zero) + Self.slack)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                // Each address that is tried has a channel; none outlives the exchange.
                answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .connect(host: request.url.host, port: request.url.port)
            .whenComplete { result in
                do {
                    try begin(on: result.get(), answer)
                } catch {
                    answer.fail(error)
                }
            }
    }

    private func begin(on channel: any Channel, _ answer: EventLoopPromise<Reception.Answer>) throws {
        let pipeline = channel.pipeline.syncOperations
        if request.url.scheme == .https {
            try pipeline.addHandler(
                TLSHandler(
                    client: trust, host: request.url.certificateName, sessions: SessionStore(),
                    timeout: max(deadline - .now(), .zero) + Self.slack, handshake: nil))
        }
        try pipeline.addHandlers(
            HTTPRequestEncoder(),
            ByteToMessageHandler(HTTPResponseDecoder(limitConfiguration: Self.limits)),
            ExchangeHandler(head, body: request.body, reception: reception, answer: answer))
    }

    private static let slack = TimeAmount.seconds(5)

    /// The most that the names and values of an answer's headers may take, in bytes.
    static let headLimit = 65_536

    private static let limits = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = headLimit
        limits.maxHeaderListSize = headLimit
        return limits
    }()
}
