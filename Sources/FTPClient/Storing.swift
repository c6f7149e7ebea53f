internal import FTPProtocol
internal import NIOCore
internal import TLS

/// Uploads.
extension FTPConnection {
    /// What a server tells of a file right after it was stored.
    package struct Confirmation: Hashable, Sendable {
        /// The path as it was given to ``FTPConnection/store(_:at:from:confirming:progress:)``.
        package var path: [UInt8]
        /// The length that the server counts in bytes, -1 where it does not have the file; nil where it knows no SIZE.
        package var size: Int64?
        /// When the server says it changed (seconds since the epoch, UTC); nil where it knows no MDTM.
        package var modified: Int64?
    }

    /// Stores a file. STOR leaves together with the data connection's SYN, and where the server takes it the question
    /// for the next data port during the transfer. The server's word on size and time of the file stored before (SIZE,
    /// MDTM) is asked for with the same commands, so it costs no round trip.
    ///
    /// - Parameters:
    ///   - offset: bytes that the server has already; the rest is sent behind them (REST).
    ///   - previous: the path of a file whose confirmation is still open.
    /// - Returns: that confirmation.
    /// - Throws: ``FTPClientError``.
    package func store(
        _ body: UploadBody, at path: [UInt8], from offset: Int64 = 0, confirming previous: [UInt8]? = nil,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Confirmation? {
        let command = try Self.command("STOR", path)
        return try await control.closingOnCancel {
            let before = try previous.map(confirmationCommands) ?? []
            if !isActiveMode, offset == 0, let port = try await portAskedAhead() {
                // Everything in one window: nothing is waited for but the data connection itself.
                let route = DataRoute(toServer: port, prepare: prepareSender)
                let asked = try await transfer(body, before, command, route, from: 0, progress: progress)
                var replies: [Reply] = []
                for pending in asked { replies.append(try await pending.final.get()) }
                return previous.map { confirmation($0, replies) }
            }
            let (replies, route) = try await route(for: command, before: before, prepare: prepareSender)
            // REST counts for the very next command, and a server that refuses it would store the rest as the whole.
            if offset > 0 { try await restart(at: offset, giving: route) }
            _ = try await transfer(body, [], command, route, from: offset, progress: progress)
            return previous.map { confirmation($0, replies) }
        }
    }

    /// Whether an upload may go on where it broke off: the server says so, and was not caught lying.
    package nonisolated var canRestart: Bool { features.hasRestart && memory.profile.restartedStore != .fails }

    /// Notes whether going on with an upload kept what was there before.
    package nonisolated func noteRestart(works: Bool) { memory.note { $0.restartedStore = works ? .works : .fails } }

    /// Up to `count` bytes of a file from `offset` on. The session is of no use afterwards, because the rest of the file
    /// is not waited for.
    ///
    /// - Throws: ``FTPClientError``.
    package func glimpse(_ path: [UInt8], at offset: Int64, count: Int) async throws -> [UInt8] {
        struct Enough: Error {}
        var bytes: [UInt8] = []
        do {
            try await retrieve(path, from: offset) { buffer in
                bytes += buffer.readableBytesView
                if bytes.count >= count { throw Enough() }
            }
        } catch is Enough {
            return Array(bytes.prefix(count))
        }
        return bytes
    }

    /// What the server tells of a file.
    ///
    /// - Throws: ``FTPClientError``.
    package func confirm(_ path: [UInt8]) async throws -> Confirmation {
        confirmation(path, try await perform([try confirmationCommands(path)])[0])
    }

    private func confirmationCommands(_ path: [UInt8]) throws -> [Command] {
        [try Self.command("SIZE", path), try Self.command("MDTM", path)]
    }

    private func confirmation(_ path: [UInt8], _ replies: [Reply]) -> Confirmation {
        var size = replies[0].code == 213 ? Int64(replies[0].text.trimmingBlanks) : nil
        // A server that knows SIZE and does not find the file does not have it.
        if replies[0].code == 550, features.has("SIZE") { size = -1 }
        return Confirmation(
            path: path, size: size,
            modified: replies[1].code == 213 ? ModificationTime.parse(replies[1].text)?.seconds : nil)
    }

    var prepareSender: DataRoute<DataSender>.Preparation {
        { [control] channel in DataSender(channel: channel, control: control) }
    }

    /// Sends `before`, STOR and, where the server takes it, the question for the next data port, all in one write, and
    /// then the data. Returns what `before` is answered with.
    private func transfer(
        _ body: UploadBody, _ before: [Command], _ command: Command, _ route: DataRoute<DataSender>,
        from offset: Int64, progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> ArraySlice<ControlConnection.PendingReply> {
        let (asksAhead, isProof) = mayAskAhead ? memory.ahead(with: body.size) : (false, false)
        let outgoing = control.ready(before + [command] + (asksAhead ? [.epsv] : []))
        ahead = asksAhead ? outgoing.pending.last.map { ($0, .now()) } : nil
        do {
            try await move(
                body, outgoing, outgoing.pending[before.count], route, from: offset,
                patience: isProof ? Self.proofPatience : nil, progress)
            if isProof, let question = ahead?.reply {
                memory.noteAhead(works: PassiveReply.extendedPort(try await question.final.get()) != nil)
            }
        } catch {
            if isProof { Self.speaksAgainstAhead(error) ? memory.noteAhead(works: false) : memory.abandonProof() }
            throw error
        }
        return outgoing.pending.prefix(before.count)
    }

    /// Whether a transfer may have failed because of the question that was sent with it.
    static func speaksAgainstAhead(_ error: any Error) -> Bool {
        switch error as? FTPClientError {
        case .connectionLost?, .timedOut?, .dataBroke?, .protocolViolation?, .noDataConnection?: true
        case .refused(_, let reply)?: reply.isTransientRefusal || reply.code == 500
        default: false
        }
    }

    /// How long the file with which the question is tried may take once all is sent.
    static let proofPatience = TimeAmount.seconds(3)

    private func move(
        _ body: UploadBody, _ outgoing: ControlConnection.Outgoing, _ pending: ControlConnection.PendingReply,
        _ route: DataRoute<DataSender>, from offset: Int64, patience: TimeAmount?,
        _ progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        let data = try await open(route, outgoing, for: pending)
        defer { data.abort() }
        let mayBeEarly = ahead != nil
        pending.final.whenComplete { result in
            // With a question under way a refusal may be the answer to that.
            if case .success(let reply) = result, reply.isCompletion || mayBeEarly { return }
            data.abort()
        }
        let isSent = try await send(body, over: data, from: offset, progress: progress)
        // A server that the question confused may say nothing any more.
        let timer = patience.map { control.eventLoop.scheduleTask(in: $0) { [control] in control.abort() } }
        defer { timer?.cancel() }
        let reply = try await end(of: pending)
        guard reply.isCompletion else {
            if isSpoiled { control.abort() }
            throw FTPClientError.refused(command: pending.command, reply)
        }
        guard isSent else {
            control.abort()
            throw FTPClientError.dataBroke(
                during: pending.command, reason: "the server says that it is complete, but not all was sent")
        }
    }

    /// Sends everything; false where the connection broke, whose reason the server's reply tells.
    private func send(
        _ body: UploadBody, over data: DataSender, from offset: Int64, progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Bool {
        do {
            try await data.send(body, from: offset, progress: progress)
            return true
        } catch let error as FTPClientError {
            control.abort()
            throw error
        } catch let error as TLSError {
            if case .untrusted = error { throw FTPClientError.encryption(error) }
            // What OpenSSL makes of a broken connection spoils its session for the next ones.
            isSpoiled = true
            return false
        } catch {
            return false
        }
    }

    /// The reply that ends the transfer. A server that takes commands while data moves may answer the question for the
    /// next port first. One that only looks for ABOR then refuses it at once (ProFTPD: 450, Pure-FTPd: 500, where it came
    /// in a packet of its own): the transfer's own reply is the one behind it.
    func end(of pending: ControlConnection.PendingReply) async throws -> Reply {
        let reply = try await pending.final.get()
        let isAnswer = reply.code == 229 || reply.code == 227
        guard !reply.isCompletion || isAnswer, let question = ahead?.reply else { return reply }
        let second = try await question.final.get()
        guard isAnswer || second.code == 226 || second.code == 250 else { return reply }
        ahead = nil
        memory.noteAhead(works: false)
        return second
    }
}
