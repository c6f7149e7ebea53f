import Glibc
import NIOCore
import NIOPosix
import Synchronization
import TLS
import TestSupport

/// A web server that answers as a script says, byte for byte, also what no real server sends.
final class ScriptedSite: Sendable {
    /// What to do about a request.
    enum Step: Sendable {
        /// Send this, and leave the connection open.
        case send(String)
        /// Send this, then close.
        case last(String)
        /// Send this, then end the connection as a crash would: no more bytes, under TLS without its end mark.
        case cut(String)
        /// Send this, then break the connection off, so that the other side is told of an error (RST).
        case reset(String)
        /// Send this, then one byte after the other for ever.
        case drip(String)
    }

    /// What happened at the server.
    enum Event: Hashable, Sendable {
        /// A request came, head and body as they were.
        case request(String)
        /// A connection ended.
        case closed
    }

    /// Where it listens.
    let port: Int
    /// What happens, in order; to be read once.
    let events: AsyncStream<Event>
    private let isEncrypted: Bool
    private let listener: any Channel
    private let log: Log

    /// A server on a free port of the loopback address; `certificate` is a name of `scripts/peers/certificates`.
    ///
    /// - Parameter waits: for a whole request; otherwise whatever comes is one.
    init(
        certificate: String? = nil, host: String = "127.0.0.1", waits: Bool = true,
        script: @escaping @Sendable (String) -> Step
    ) async throws {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let log = Log(continuation)
        let context = try certificate.map { name in
            let file = Certificates.file(name)
            return try TLSContext(serverIdentity: TLSContext.Identity(certificateFile: file, keyFile: file))
        }
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(TLSHandler(server: context, timeout: .seconds(30)))
                    }
                    try pipeline.addHandler(SiteHandler(log, waits: waits, script))
                }
            }
            .bind(host: host, port: 0).get()
        port = listener.localAddress?.port ?? 0
        isEncrypted = context != nil
        self.events = events
        self.log = log
    }

    deinit { listener.close(promise: nil) }

    /// The requests that came so far.
    var requests: [String] { log.requests }

    /// The text of a URL there.
    func url(_ target: String = "/", host: String = "127.0.0.1") -> String {
        "\(isEncrypted ? "https" : "http")://\(host):\(port)\(target)"
    }

    /// A complete answer.
    static func answer(_ status: String = "200 OK", _ headers: [String] = [], body: String = "") -> String {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)"]
        return lines.map { "\($0)\r\n" }.joined() + "\r\n" + body
    }

    /// A redirect.
    static func redirect(_ status: Int, to location: String) -> Step {
        .send(answer("\(status) Elsewhere", ["Location: \(location)"]))
    }
}

private final class Log: Sendable {
    private let list = Mutex<[String]>([])
    private let continuation: AsyncStream<ScriptedSite.Event>.Continuation

    init(_ continuation: AsyncStream<ScriptedSite.Event>.Continuation) { self.continuation = continuation }

    var requests: [String] { list.withLock { $0 } }

    func add(_ event: ScriptedSite.Event) {
        if case .request(let text) = event { list.withLock { $0.append(text) } }
        continuation.yield(event)
    }
}

private final class SiteHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let log: Log
    private let script: @Sendable (String) -> ScriptedSite.Step
    private let waits: Bool
    private var text = ""
    private var drip: RepeatedTask?

    init(_ log: Log, waits: Bool, _ script: @escaping @Sendable (String) -> ScriptedSite.Step) {
        self.log = log
        self.waits = waits
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard !waits || isComplete else { return }
        log.add(.request(text))
        answer(script(text), context)
        text = ""
    }

    /// Whether the head and as much of a body as it names are there.
    private var isComplete: Bool {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let length = text.firstMatch(of: #/\r\nContent-Length: ([0-9]+)\r\n/#).flatMap { Int($0.1) } ?? 0
        return text[end.upperBound...].utf8.count >= length
    }

    func channelInactive(context: ChannelHandlerContext) {
        drip?.cancel()
        log.add(.closed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ step: ScriptedSite.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .send(let text): send(text, context)
        case .last(let text):
            send(text, context)
            context.close(promise: nil)
        case .cut(let text):
            send(text, context)
            // Past the TLS handler, so that it does not say that the end is one.
            let encryption = try? context.pipeline.syncOperations.context(handlerType: TLSHandler.self)
            (encryption ?? context).close(promise: nil)
        case .reset(let text):
            send(text, context)
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            // No time to linger: what is not sent yet is dropped, and the end is a reset.
            let options = context.channel as? any SocketOptionProvider
            options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
        case .drip(let text):
            send(text, context)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let pause = TimeAmount.milliseconds(100)
            drip = context.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
                let (handler, context) = bound.value
                handler.send("x", context)
            }
        }
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
