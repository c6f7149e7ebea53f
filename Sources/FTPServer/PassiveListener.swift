internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A port that waits for one data connection, from the control connection's peer and nobody else.
final class PassiveListener: Sendable {
    /// A data connection; reading waits until somebody consumes.
    typealias DataChannel = NIOAsyncChannel<ByteBuffer, IOData>

    /// The port that is open.
    let port: Int
    private let listener: any Channel
    private let connection: EventLoopFuture<DataChannel>
    private let promise: EventLoopPromise<DataChannel>

    private init(listener: any Channel, port: Int, promise: EventLoopPromise<DataChannel>) {
        self.listener = listener
        self.port = port
        self.promise = promise
        self.connection = promise.futureResult
    }

    /// Opens a port on the address `local`; only connections from the address of `peer` are taken.
    static func open(
        local: SocketAddress, peer: SocketAddress, loop: any EventLoop
    ) async throws -> PassiveListener {
        var address = local
        address.port = 0
        let promise = loop.makePromise(of: DataChannel.self)
        let allowed = peer.ipAddress
        let taken = FirstOnly()
        let listener: any Channel
        do {
            listener = try await ServerBootstrap(group: loop)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 4)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    guard channel.remoteAddress?.ipAddress == allowed, taken.take() else {
                        return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
                    }
                    return channel.eventLoop.makeCompletedFuture {
                        let idle = IdleWatch.Trigger()
                        idle.action.withLock { $0 = { channel.close(promise: nil) } }
                        try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: .seconds(120)))
                        try channel.pipeline.syncOperations.addHandler(IdleWatch(idle))
                        promise.succeed(try DataChannel(wrappingChannelSynchronously: channel))
                    }
                }
                .bind(to: address).get()
        } catch {
            promise.fail(error)
            throw error
        }
        guard let port = listener.localAddress?.port else {
            listener.close(promise: nil)
            promise.fail(ChannelError.unknownLocalAddress)
            throw ChannelError.unknownLocalAddress
        }
        return PassiveListener(listener: listener, port: port, promise: promise)
    }

    /// The connection, as soon as it is made; an error after `seconds` without one.
    func accept(seconds: Int64) async throws -> DataChannel {
        let timeout = listener.eventLoop.scheduleTask(in: .seconds(seconds)) { [promise] in
            promise.fail(ChannelError.connectTimeout(.seconds(seconds)))
        }
        defer {
            timeout.cancel()
            listener.close(promise: nil)
        }
        return try await connection.get()
    }

    /// Ends the wait for a connection.
    func giveUp() {
        listener.close(promise: nil)
        promise.fail(ChannelError.ioOnClosedChannel)
    }

    /// Gives the port up; a connection that was made is closed.
    func close() async {
        giveUp()
        guard let channel = try? await connection.get() else { return }
        try? await channel.executeThenClose { _, _ in }
    }
}

/// Says yes once: a port takes one connection.
private final class FirstOnly: Sendable {
    private let isTaken = Atomic(false)

    func take() -> Bool { isTaken.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged }
}
