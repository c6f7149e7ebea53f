internal import NIOCore
internal import NIOPosix

/// How data connections are made: to the control connection's peer, on its loop, under a watch.
enum DataConnection {
    /// Connects to `port`; `prepare` sees the channel before it is active.
    ///
    /// - Throws: ``FTPClientError/noDataConnection(port:reason:)``.
    static func connect<Result: Sendable>(
        port: Int, control: ControlConnection, timeout: Int,
        prepare: @escaping @Sendable (any Channel) throws -> Result
    ) async throws -> Result {
        guard var address = control.remoteAddress else {
            throw FTPClientError.connectionLost(waitingFor: "a data connection")
        }
        address.port = port
        do {
            return try await ClientBootstrap(group: control.eventLoop)
                .connectTimeout(.seconds(Int64(timeout)))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(to: address) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let watch = ProgressWatch(timeout: .seconds(Int64(timeout)))
                        try channel.pipeline.syncOperations.addHandler(watch)
                        return try prepare(channel)
                    }
                }
        } catch {
            throw FTPClientError.noDataConnection(port: port, reason: ConnectFailure.reason(error, timeout: timeout))
        }
    }
}
