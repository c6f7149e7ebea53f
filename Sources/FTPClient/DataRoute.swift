internal import FTPProtocol
internal import NIOCore
internal import NIOPosix
internal import TLS

/// The way to the next data connection, and what becomes of its channel: on the control connection's loop, under a
/// watch, encrypted where the control connection is.
struct DataRoute<Data: Sendable>: Sendable {
    /// Makes one end of a data connection of a channel, before anything is read from it.
    typealias Preparation = @Sendable (any Channel) throws -> Data

    private enum Way: Sendable {
        /// This side connects, to this port of the control connection's peer (passive mode).
        case toServer(port: Int)
        /// The server connects to this side (active mode).
        case fromServer(ActiveListener<Data>)
    }

    private let way: Way
    private let prepare: Preparation

    /// Passive mode: to this port of the server.
    init(toServer port: Int, prepare: @escaping Preparation) {
        way = .toServer(port: port)
        self.prepare = prepare
    }

    /// Active mode: what comes to this listener.
    init(fromServer listener: ActiveListener<Data>, prepare: @escaping Preparation) {
        way = .fromServer(listener)
        self.prepare = prepare
    }

    /// Sends the command that the data connection is for, and makes the connection. The SYN leaves first, the command
    /// right behind it: a server that got the command of a client that dies at this moment would wait for the connection
    /// for a minute, with the file open (vsftpd: locked).
    ///
    /// - Throws: ``FTPClientError/noDataConnection(port:reason:)``.
    func open(for command: ControlConnection.Outgoing, control: ControlConnection, timeout: Int) async throws -> Data {
        defer { command.send() }
        do {
            switch way {
            case .toServer(let port): return try await connect(port, command, control, timeout)
            case .fromServer(let listener):
                command.send()
                return try await listener.accept(seconds: timeout)
            }
        } catch let error as FTPClientError {
            throw error
        } catch {
            throw FTPClientError.noDataConnection(port: port, reason: ConnectFailure.reason(error, timeout: timeout))
        }
    }

    private var port: Int {
        switch way {
        case .toServer(let port): port
        case .fromServer(let listener): listener.port
        }
    }

    private func connect(
        _ port: Int, _ command: ControlConnection.Outgoing, _ control: ControlConnection, _ timeout: Int
    ) async throws -> Data {
        guard var address = control.remoteAddress else {
            throw FTPClientError.connectionLost(waitingFor: "a data connection")
        }
        address.port = port
        let prepare = prepare
        return try await ClientBootstrap(group: control.eventLoop)
            .connectTimeout(.seconds(Int64(timeout)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try DataHandlers.add(to: channel, control, timeout, isSending: Data.self == DataSender.self)
                    try channel.pipeline.syncOperations.addHandler(BehindConnect(command))
                    return try prepare(channel)
                }
            }
    }

    /// Where the server is the one that connects, a refusal means that it never will. A completion does not: it may be
    /// here before the connection that it is about.
    func giveUp(onRefusalOf pending: ControlConnection.PendingReply) {
        pending.final.whenComplete { result in
            if case .success(let reply) = result, reply.isCompletion { return }
            giveUp()
        }
    }

    /// Ends the wait for a connection that is not coming.
    func giveUp() {
        if case .fromServer(let listener) = way { listener.giveUp() }
    }
}

/// Sends a command as soon as the SYN of a connection has left.
private final class BehindConnect: ChannelOutboundHandler {
    typealias OutboundIn = IOData

    private let command: ControlConnection.Outgoing

    init(_ command: ControlConnection.Outgoing) { self.command = command }

    func connect(context: ChannelHandlerContext, to address: SocketAddress, promise: EventLoopPromise<Void>?) {
        context.connect(to: address, promise: promise)
        command.send()
    }
}

/// What stands in the pipeline of every data connection.
enum DataHandlers {
    /// Adds the handlers to a channel from which nothing was read yet.
    static func add(
        to channel: any Channel, _ control: ControlConnection, _ timeout: Int, isSending: Bool
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let encryption = control.encryption {
            // The server may insist on seeing the control connection's session again: that proves that both come from
            // the same client.
            let handshake = channel.eventLoop.makePromise(of: TLSSummary.self)
            handshake.futureResult.whenSuccess { summary in
                control.memory.note { $0.resumedSession = summary.isResumed ? .works : .fails }
            }
            try pipeline.addHandler(
                TLSHandler(
                    client: encryption.context, host: encryption.serverName, sessions: control.sessions,
                    timeout: .seconds(Int64(timeout)), handshake: handshake))
        }
        try pipeline.addHandler(
            ProgressWatch(timeout: .seconds(Int64(timeout)), isSending: isSending) { control.noteOurTurn() })
    }
}
