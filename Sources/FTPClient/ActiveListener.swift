internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A port of this side that waits for one data connection, from the control connection's peer and nobody else.
final class ActiveListener<Data: Sendable>: Sendable {
    /// The address and port that the server is told.
    let address: SocketAddress
    private let listener: any Channel
    private let connection: EventLoopPromise<Data>
    private let isTaken: FirstOnly

    private init(
        listener: any Channel, address: SocketAddress, connection: EventLoopPromise<Data>, isTaken: FirstOnly
    ) {
        self.isTaken = isTaken
        self.listener = listener
        self.address = address
        self.connection = connection
    }

    /// The port.
    var port: Int { address.port ?? 0 }

    /// Opens a port on the address that the control connection comes from.
    ///
    /// - Throws: ``FTPClientError/noDataConnection(port:reason:)``.
    static func open(
        control: ControlConnection, timeout: Int, prepare: @escaping DataRoute<Data>.Preparation
    ) async throws -> ActiveListener {
        guard var address = control.localAddress, let allowed = control.remoteAddress?.ipAddress else {
            throw FTPClientError.connectionLost(waitingFor: "a data connection")
        }
        address.port = 0
        let connection = control.eventLoop.makePromise(of: Data.self)
        let isTaken = FirstOnly()
        do {
            let listener = try await ServerBootstrap(group: control.eventLoop)
                .serverChannelOption(.backlog, value: 4)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    guard channel.remoteAddress?.ipAddress == allowed, isTaken.take() else {
                        return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
                    }
                    return channel.eventLoop.makeCompletedFuture {
                        try DataHandlers.add(to: channel, control, timeout, isSending: Data.self == DataSender.self)
                        connection.succeed(try prepare(channel))
                    }
                }
                .bind(to: address).get()
            guard let bound = listener.localAddress else { throw ChannelError.unknownLocalAddress }
            return ActiveListener(listener: listener, address: bound, connection: connection, isTaken: isTaken)
        } catch {
            connection.fail(error)
            throw FTPClientError.noDataConnection(port: 0, reason: "no port could be opened here: \(error)")
        }
    }

    /// The connection, as soon as it is made; an error after `seconds` without one.
    func accept(seconds: Int) async throws -> Data {
        let timeout = listener.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { [connection, isTaken] in
            guard isTaken.take() else { return }
            connection.fail(ChannelError.connectTimeout(.seconds(Int64(seconds))))
        }
        defer {
            timeout.cancel()
            listener.close(promise: nil)
        }
        return try await connection.futureResult.get()
    }

    /// Ends the wait.
    func giveUp() {
        _ = isTaken.take()
        listener.close(promise: nil)
        connection.fail(ChannelError.ioOnClosedChannel)
    }
}

/// Says yes once: a port takes one connection.
private final class FirstOnly: Sendable {
    private let isTaken = Atomic(false)

    func take() -> Bool { isTaken.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged }
}
