import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A way to a server's control port on which a program dies: behind its n-th command it is killed, and nothing that it
/// had sent behind that one arrives.
package final class KillingProxy: Sendable {
    /// Where it listens.
    package let port: Int
    private let listener: any Channel
    private let state: Mutex<State>

    private struct State {
        var left: Int
        var count = 0
        var victim: Int32?
    }

    /// A proxy before the server at `target` that kills behind the `limit`-th command of all connections together.
    package init(to target: Int, behind limit: Int = .max) async throws {
        state = Mutex(State(left: limit))
        let handoff = Mutex<KillingProxy?>(nil)
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                guard let proxy = handoff.withLock({ $0 }) else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
                }
                return proxy.forward(channel, to: target)
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
        handoff.withLock { $0 = self }
    }

    /// The program that dies; it may have reached its end already.
    package func aim(at pid: Int32) {
        let isReached = state.withLock { state in
            state.victim = pid
            return state.left <= 0
        }
        if isReached { kill(pid, SIGKILL) }
    }

    /// The commands that went through so far.
    package var count: Int { state.withLock { $0.count } }

    /// Whether the end was reached.
    package var isReached: Bool { state.withLock { $0.left <= 0 } }

    /// Gives the port up.
    package func close() async { try? await listener.close().get() }

    /// How many of `lines` commands may pass; kills behind the last one.
    fileprivate func pass(_ lines: Int) -> Int {
        let (passed, victim) = state.withLock { state -> (Int, Int32?) in
            let passed = min(lines, state.left)
            state.left -= passed
            state.count += passed
            return (passed, state.left <= 0 ? state.victim : nil)
        }
        if let victim { kill(victim, SIGKILL) }
        return passed
    }

    /// What comes before the server's side stands waits for it.
    private func forward(_ channel: any Channel, to port: Int) -> EventLoopFuture<Void> {
        let loop = channel.eventLoop
        let server = loop.makePromise(of: (any Channel).self)
        ClientBootstrap(group: loop)
            .channelInitializer { other in
                loop.makeCompletedFuture {
                    try other.pipeline.syncOperations.addHandler(Pipe(to: loop.makeSucceededFuture(channel), nil))
                }
            }
            .connect(host: "127.0.0.1", port: port).cascade(to: server)
        return loop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Pipe(to: server.futureResult, self))
        }
    }
}

/// Carries bytes from one connection to the other, in order; commands only as long as they may pass.
private final class Pipe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let counter: KillingProxy?
    private var other: EventLoopFuture<any Channel>

    init(to other: EventLoopFuture<any Channel>, _ counter: KillingProxy?) {
        self.other = other
        self.counter = counter
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if let counter {
            let ends = buffer.readableBytesView.indices.filter { buffer.readableBytesView[$0] == UInt8(ascii: "\n") }
            let passed = counter.pass(ends.count)
            if passed < ends.count || counter.isReached {
                let length = passed == 0 ? 0 : ends[passed - 1] + 1 - buffer.readerIndex
                buffer = buffer.readSlice(length: length) ?? ByteBuffer()
            }
        }
        let piece = buffer
        other = other.flatMap { channel in channel.writeAndFlush(piece).map { channel } }
    }

    func channelInactive(context: ChannelHandlerContext) { other.whenSuccess { $0.close(promise: nil) } }
}
