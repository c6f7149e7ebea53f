internal import FTPProtocol
internal import NIOCore

/// Uploads whose bytes come piece by piece from somewhere else.
extension FTPConnection {
    /// A transfer to the server that has begun.
    struct Sending: Sendable {
        /// The replies to what was sent before the command.
        let before: [Reply]
        /// The command's replies.
        let pending: ControlConnection.PendingReply
        /// Where the bytes go.
        let data: DataSender
    }

    /// Begins a transfer to the server and waits until it agrees. `before` are commands whose replies are needed; with an
    /// `offset` (bytes) the transfer goes on behind what is there (REST of RFC 3659).
    ///
    /// - Throws: ``FTPClientError``.
    func beginSending(_ command: Command, before: [Command] = [], from offset: Int64 = 0) async throws -> Sending {
        let (replies, route) = try await route(for: command, before: before, prepare: prepareSender)
        if offset > 0 { try await restart(at: offset, giving: route) }
        let outgoing = control.ready([command])
        let pending = outgoing.pending[0]
        let data = try await open(route, outgoing, for: pending)
        // A refusal, or the end of the session, ends the data connection too.
        pending.final.whenComplete { result in
            if case .success(let reply) = result, reply.isCompletion { return }
            data.abort()
        }
        do {
            let first = try await pending.first.get()
            guard first.isPreliminary || first.isCompletion else {
                throw FTPClientError.refused(command: command.masked, first)
            }
        } catch {
            data.abort()
            throw error
        }
        return Sending(before: replies, pending: pending, data: data)
    }

    /// Ends a transfer to the server; returns the reply that says that it has all.
    ///
    /// - Throws: ``FTPClientError``.
    func finish(_ sending: Sending) async throws -> Reply {
        defer { sending.data.abort() }
        do {
            try await sending.data.end()
        } catch {
            throw await broken(sending, error)
        }
        let reply = try await end(of: sending.pending)
        guard reply.isCompletion else {
            throw FTPClientError.refused(command: sending.pending.command, reply)
        }
        return reply
    }

    /// What to say of a connection that broke while bytes went out: the server's refusal, where there is one, tells why.
    func broken(_ sending: Sending, _ error: any Error) async -> any Error {
        sending.data.abort()
        return await abandon(
            sending.pending, .dataBroke(during: sending.pending.command, reason: BrokenData.reason(error)))
    }
}
