import NIOCore
import NIOPosix
import Synchronization

/// A way to a server that is cut once, after so many bytes: on control connections, or on data connections.
///
/// Data ports that the server names in 229 replies are replaced by ports of the proxy.
package final class CuttingProxy: Sendable {
    /// Which bytes are counted.
    package enum Place: Sendable { case control, data }

    /// Where it listens.
    package let port: Int
    private let listener: any Channel
    private let target: Int
    private let place: Place
    private let left: Atomic<Int>

    /// A proxy before the server at `target` that closes one connection when `offset` bytes went through.
    package init(to target: Int, cutting place: Place, after offset: Int) async throws {
        let handoff = Mutex<CuttingProxy?>(nil)
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                guard let proxy = handoff.withLock({ $0 }) else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
                }
                return proxy.forward(channel, to: target, .control)
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
        self.target = target
        self.place = place
        left = Atomic(offset)
        handoff.withLock { $0 = self }
    }

    /// Whether the cut was made.
    package var isCut: Bool { left.load(ordering: .relaxed) <= 0 }

    /// Gives the port up.
    package func close() async { try? await listener.close().get() }

    /// True for the one piece of bytes in which the cut falls.
    fileprivate func isCut(by count: Int, _ place: Place) -> Bool {
        guard place == self.place else { return false }
        let (before, after) = left.subtract(count, ordering: .relaxed)
        return before > 0 && after <= 0
    }

    /// What comes before the server's side stands waits for it.
    fileprivate func forward(_ channel: any Channel, to port: Int, _ place: Place) -> EventLoopFuture<Void> {
        let loop = channel.eventLoop
        let server = loop.makePromise(of: (any Channel).self)
        ClientBootstrap(group: loop)
            .channelInitializer { other in
                loop.makeCompletedFuture {
                    try other.pipeline.syncOperations.addHandler(
                        Relay(to: loop.makeSucceededFuture(channel), self, place, namesPorts: true))
                }
            }
            .connect(host: "127.0.0.1", port: port).cascade(to: server)
        // A server that takes no connection must not look like one that is silent.
        server.futureResult.whenFailure { _ in channel.close(promise: nil) }
        return loop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Relay(to: server.futureResult, self, place))
        }
    }

    /// A port of the proxy for a data port of the server; it takes one connection.
    fileprivate func openData(to port: Int, on loop: any EventLoop) -> EventLoopFuture<Int> {
        let listener = Mutex<(any Channel)?>(nil)
        return ServerBootstrap(group: loop)
            .childChannelInitializer { channel in
                // A listener that closes earlier takes the connection with it.
                channel.closeFuture.whenComplete { _ in listener.withLock { $0 }?.close(promise: nil) }
                return self.forward(channel, to: port, .data)
            }
            .bind(host: "127.0.0.1", port: 0)
            .map { channel in
                listener.withLock { $0 = channel }
                return channel.localAddress?.port ?? 0
            }
    }
}

/// Carries bytes from one connection to the other, in order.
private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let proxy: CuttingProxy
    private let place: CuttingProxy.Place
    private let namesPorts: Bool
    private var other: EventLoopFuture<any Channel>

    init(
        to other: EventLoopFuture<any Channel>, _ proxy: CuttingProxy, _ place: CuttingProxy.Place,
        namesPorts: Bool = false
    ) {
        self.other = other
        self.proxy = proxy
        self.place = place
        self.namesPorts = namesPorts && place == .control
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if proxy.isCut(by: buffer.readableBytes, place) {
            other.whenSuccess { $0.close(promise: nil) }
            context.close(promise: nil)
            return
        }
        let text = namesPorts ? String(buffer: buffer) : ""
        guard let match = text.firstMatch(of: #/\(\|\|\|([0-9]+)\|\)/#), let port = Int(match.1) else {
            other = other.flatMap { channel in channel.writeAndFlush(buffer).map { channel } }
            return
        }
        // One piece after the other, although a new port takes a moment.
        let (proxy, loop) = (proxy, context.eventLoop)
        other = other.flatMap { channel in
            proxy.openData(to: port, on: loop).flatMap { own in
                let line = text.replacing("(|||\(port)|)", with: "(|||\(own)|)")
                return channel.writeAndFlush(ByteBuffer(string: line)).map { channel }
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { other.whenSuccess { $0.close(promise: nil) } }
}
