internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TLS

/// A port that waits for one data connection, from the control connection's peer and nobody else.
final class PassiveListener: Sendable {
    /// The port that is open.
    let port: Int
    private let listener: any Channel
    private let connection: EventLoopFuture<DataRoute.DataChannel>
    private let promise: EventLoopPromise<DataRoute.DataChannel>
    private let isTaken: FirstOnly
    /// Whether the connection is encrypted.
    let isProtected: Bool

    private init(
        listener: any Channel, port: Int, promise: EventLoopPromise<DataRoute.DataChannel>,
        isTaken: FirstOnly, isProtected: Bool
    ) {
        self.isTaken = isTaken
        self.isProtected = isProtected
        self.listener = listener
        self.port = port
        self.promise = promise
        self.connection = promise.futureResult
    }

    /// Opens a port on the address `local`, for a connection with this protection; only connections from the address of `peer` are taken.
    static func open(
        local: SocketAddress, peer: SocketAddress, loop: any EventLoop, protection: DataRoute.Protection?
    ) async throws -> PassiveListener {
        var address = local
        address.port = 0
        let promise = loop.makePromise(of: DataRoute.DataChannel.self)
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
                        promise.succeed(try DataRoute.prepare(channel, protection))
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
        return PassiveListener(
            listener: listener, port: port, promise: promise, isTaken: taken, isProtected: protection != nil)
    }

    /// The connection, as soon as it is made; an error after `seconds` without one.
    func accept(seconds: Int64) async throws -> DataRoute.DataChannel {
        let timeout = listener.eventLoop.scheduleTask(in: .seconds(seconds)) { [promise, isTaken] in
            // One that is there already is not given up, and none may come behind this moment.
            guard isTaken.take() else { return }
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
        // A connection that comes from now on is not wanted any more.
        _ = isTaken.take()
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
