internal import FTPProtocol
internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TLS

/// An FTP server inside a program: it listens from the moment it is made and serves while ``run()`` runs.
package struct EmbeddedServer: Sendable {
    private typealias ControlChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// A connection as it comes in.
    private struct Arrival: Sendable {
        let channel: ControlChannel
        let idle: IdleWatch.Trigger
        /// The context that this session's data connections share; nil without encryption.
        let context: TLSContext?
        /// What guards the change to encryption; nil where there is none.
        let gate: NIOLoopBound<ClearTextGate>?
    }

    private let authorizer: any Authorizer
    private let settings: ServerSettings
    private let listener: NIOAsyncChannel<Arrival, Never>
    /// The port that it listens on.
    package let port: Int

    /// Opens the port.
    ///
    /// - Throws: NIO's errors where the address or the port cannot be used.
    package init(authorizer: any Authorizer, settings: ServerSettings) async throws {
        let idle = TimeAmount.seconds(Int64(settings.idleTimeout))
        self.authorizer = authorizer
        self.settings = settings
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            // Clients send the last byte of ABOR as urgent data; it belongs in line.
            .childChannelOption(.socketOption(NIOBSDSocket.Option(rawValue: SO_OOBINLINE)), value: 1)
            .bind(host: settings.host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.prepare(channel, idle, settings.encryption) }
            }
        port = listener.channel.localAddress?.port ?? settings.port
    }

    private static func prepare(
        _ channel: any Channel, _ idle: TimeAmount, _ encryption: ServerEncryption?
    ) throws -> Arrival {
        let trigger = IdleWatch.Trigger()
        let pipeline = channel.pipeline.syncOperations
        let context = try encryption?.context.withOwnSessions()
        var gate: ClearTextGate?
        if let context {
            if encryption?.mode == .implicit {
                try pipeline.addHandler(TLSHandler(server: context, timeout: .seconds(30)))
            } else {
                let clear = ClearTextGate()
                try pipeline.addHandler(clear)
                gate = clear
            }
        }
        try pipeline.addHandler(IdleStateHandler(allTimeout: idle))
        try pipeline.addHandler(IdleWatch(trigger))
        return Arrival(
            channel: try ControlChannel(wrappingChannelSynchronously: channel), idle: trigger, context: context,
            gate: gate.map { NIOLoopBound($0, eventLoop: channel.eventLoop) })
    }

    /// Serves until the task is cancelled; then all sessions end.
    package func run() async throws {
        let sessions = SessionCount()
        try await withTaskCancellationHandler {
            try await listener.executeThenClose { inbound in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await arrival in inbound {
                        let count = sessions.enter()
                        group.addTask {
                            await serve(arrival, count: count)
                            sessions.leave()
                        }
                    }
                    group.cancelAll()
                }
            }
        } onCancel: {
            listener.channel.close(promise: nil)
        }
    }

    private func serve(_ arrival: Arrival, count: Int) async {
        let (channel, trigger) = (arrival.channel, arrival.idle)
        var logger = settings.logger
        logger[metadataKey: "peer"] = "\(channel.channel.remoteAddress?.description ?? "unknown")"
        guard count <= settings.sessionLimit else {
            try? await channel.executeThenClose { _, outbound in
                try await outbound.write(
                    ByteBuffer(bytes: Reply(421, "Too many connections; try again later.").wireBytes))
            }
            return
        }
        let session = ServerSession(
            channel: channel, authorizer: authorizer, settings: settings, context: arrival.context, gate: arrival.gate,
            logger: logger)
        trigger.action.withLock { $0 = { session.becameIdle() } }
        await withTaskCancellationHandler {
            await session.run()
        } onCancel: {
            channel.channel.close(promise: nil)
        }
    }
}

/// How many sessions there are.
private final class SessionCount: Sendable {
    private let count = Atomic(0)

    /// One more; gives the number with it.
    func enter() -> Int { count.add(1, ordering: .relaxed).newValue }

    /// One less.
    func leave() { count.subtract(1, ordering: .relaxed) }
}
