internal import NIOCore
internal import NIOPosix
internal import TLS

/// Where a session's next data connection comes from.
enum DataRoute: Sendable {
    /// A data connection; reading waits until somebody consumes.
    typealias DataChannel = NIOAsyncChannel<ByteBuffer, IOData>

    /// How a data connection is encrypted.
    struct Protection: Sendable {
        /// The session's own context.
        let context: TLSContext
        /// Whether the control connection's session must be resumed.
        let requiresReuse: Bool
    }

    /// The client connects to a port of this server.
    case passive(PassiveListener)
    /// This server connects to the client, on this loop.
    case active(SocketAddress, any EventLoop, Protection?)

    /// Whether the connection is encrypted.
    var isProtected: Bool {
        switch self {
        case .passive(let listener): listener.isProtected
        case .active(_, _, let protection): protection != nil
        }
    }

    /// The connection; an error after `seconds` without one.
    func open(seconds: Int64) async throws -> DataChannel {
        switch self {
        case .passive(let listener): return try await listener.accept(seconds: seconds)
        case .active(let address, let loop, let protection):
            return try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(seconds))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(to: address) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.prepare(channel, protection) }
                }
        }
    }

    /// Sets up a channel from which nothing was read yet.
    static func prepare(_ channel: any Channel, _ protection: Protection?) throws -> DataChannel {
        let pipeline = channel.pipeline.syncOperations
        if let protection {
            try pipeline.addHandler(
                TLSHandler(
                    server: protection.context, timeout: .seconds(30), requiresResumption: protection.requiresReuse))
        }
        try pipeline.addHandler(IdleStateHandler(allTimeout: .seconds(120)))
        try pipeline.addHandler(StallWatch())
        return try DataChannel(wrappingChannelSynchronously: channel)
    }

    /// Ends the wait for a connection.
    func giveUp() {
        if case .passive(let listener) = self { listener.giveUp() }
    }

    /// Gives the way up; a connection that was made is closed.
    func close() async {
        if case .passive(let listener) = self { await listener.close() }
    }
}

/// Ends a data connection on which nothing moves, as a failure: what came so far is not taken for all.
private final class StallWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else { return context.fireUserInboundEventTriggered(event) }
        context.fireErrorCaught(ChannelError.connectTimeout(.seconds(120)))
        context.close(promise: nil)
    }
}
