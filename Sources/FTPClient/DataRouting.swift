internal import FTPProtocol
internal import NIOCore

/// How a session comes to its next data connection.
extension FTPConnection {
    /// A port that was asked for ahead is not used when it is older: servers give theirs up after a while.
    private static let aheadLifetime = TimeAmount.seconds(20)

    /// The way to the data connection of `command`; `before` are commands that travel with the question, and come back
    /// with their replies.
    func route<Data: Sendable>(
        for command: Command, before: [Command] = [], prepare: @escaping DataRoute<Data>.Preparation
    ) async throws -> (replies: [Reply], route: DataRoute<Data>) {
        if isActiveMode { return try await activeRoute(before, prepare) }
        if let port = try await portAskedAhead() {
            let replies = before.isEmpty ? [] : try await perform([before])[0]
            return (replies, DataRoute(toServer: port, prepare: prepare))
        }
        let (replies, port) = try await passivePort(for: command, before)
        return (replies, DataRoute(toServer: port, prepare: prepare))
    }

    /// Whether a port can be asked for before its transfer is known.
    var mayAskAhead: Bool { !isActiveMode && !features.needsPreTransfer }

    /// The port that was asked for during the last transfer, or with the log-in, if it still holds.
    func portAskedAhead() async throws -> Int? {
        guard let (pending, sent) = ahead else { return nil }
        ahead = nil
        let reply = try await pending.final.get()
        guard let port = PassiveReply.extendedPort(reply) else {
            if !reply.isTransientRefusal { memory.noteAhead(works: false) }
            return nil
        }
        if memory.profile.extendedPassive == .unknown { memory.note { $0.extendedPassive = .works } }
        return sent + Self.aheadLifetime > .now() ? port : nil
    }

    private func passivePort(
        for command: Command, _ before: [Command]
    ) async throws -> (replies: [Reply], port: Int) {
        let isExtended = memory.profile.extendedPassive != .fails
        let announcement = features.needsPreTransfer ? [command.announced] : []
        let pending = control.send(before + announcement + [isExtended ? .epsv : .pasv])
        var replies: [Reply] = []
        for reply in pending { replies.append(try await reply.final.get()) }
        let answer = replies.removeLast()
        if let refusal = announcement.isEmpty ? nil : replies.removeLast(), !refusal.isCompletion,
            !Self.isUnknownCommand(refusal)
        {
            throw FTPClientError.refused(command: command.masked, refusal)
        }
        if let port = isExtended ? PassiveReply.extendedPort(answer) : PassiveReply.port(answer) {
            if isExtended { memory.note { $0.extendedPassive = .works } }
            return (replies, port)
        }
        // A server that does not know EPSV is asked with the older command from now on.
        guard isExtended, Self.isUnknownWay(answer) else {
            throw FTPClientError.refused(command: isExtended ? "EPSV" : "PASV", answer)
        }
        memory.note { $0.extendedPassive = .fails }
        return (replies, try await passivePort(for: command, []).port)
    }

    private static func isUnknownWay(_ reply: Reply) -> Bool { [500, 501, 502, 504, 522, 530].contains(reply.code) }

    /// EPRT (RFC 2428), and PORT where that is not known and the address is IPv4.
    private func activeRoute<Data: Sendable>(
        _ before: [Command], _ prepare: @escaping DataRoute<Data>.Preparation
    ) async throws -> (replies: [Reply], route: DataRoute<Data>) {
        let listener = try await ActiveListener<Data>.open(control: control, timeout: timeout, prepare: prepare)
        do {
            guard let host = listener.address.ipAddress else { throw ChannelError.unknownLocalAddress }
            let isExtended = memory.profile.extendedActive != .fails
            let commands = try ActiveAddress.commands(host: host, port: listener.port)
            let pending = control.send(before + [isExtended ? commands.extended : commands.plain ?? commands.extended])
            var replies: [Reply] = []
            for reply in pending { replies.append(try await reply.final.get()) }
            var answer = replies.removeLast()
            if Self.isUnknownWay(answer), isExtended, let plain = commands.plain {
                memory.note { $0.extendedActive = .fails }
                answer = try await send(plain)
            }
            guard answer.isCompletion else {
                throw FTPClientError.refused(command: "the address for a data connection", answer)
            }
            return (replies, DataRoute(fromServer: listener, prepare: prepare))
        } catch {
            listener.giveUp()
            throw error
        }
    }

    /// Lets the next transfer begin at `offset` (bytes; REST of RFC 3659, section 5).
    ///
    /// - Throws: ``FTPClientError/refused(command:_:)``; the way to the data connection is then given up.
    func restart(at offset: Int64, giving route: DataRoute<some Sendable>) async throws {
        do {
            let reply = try await send(try Command("REST", "\(offset)"))
            guard reply.isIntermediate else { throw FTPClientError.refused(command: "REST", reply) }
        } catch {
            route.giveUp()
            throw error
        }
    }

    /// Makes the data connection of a command, which goes out with it.
    ///
    /// - Throws: ``FTPClientError``; a refusal of the command, where that is the reason.
    func open<Data: Sendable>(
        _ route: DataRoute<Data>, _ outgoing: ControlConnection.Outgoing, for pending: ControlConnection.PendingReply
    ) async throws -> Data {
        do {
            route.giveUp(onRefusalOf: pending)
            return try await route.open(for: outgoing, control: control, timeout: timeout)
        } catch let error as FTPClientError {
            throw await abandon(pending, error)
        }
    }

    /// After a failed data connection: a refusal or the end of the session explains it better, and is on its way where
    /// the server closed the port because of it. Otherwise the session is of no use, because the server may wait for
    /// the connection for minutes.
    func abandon(_ pending: ControlConnection.PendingReply, _ error: FTPClientError) async -> any Error {
        let patience = control.eventLoop.scheduleTask(in: .seconds(2)) { [control] in control.abort(failing: error) }
        defer { patience.cancel() }
        do {
            let reply = try await pending.final.get()
            if !reply.isCompletion { return FTPClientError.refused(command: pending.command, reply) }
            control.abort()
            return error
        } catch FTPClientError.timedOut {
            return error
        } catch let broken {
            return broken
        }
    }
}
