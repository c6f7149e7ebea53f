internal import FTPProtocol
internal import NIOCore

/// What is transferred.
public enum FTPTransferType: Hashable, Sendable {
    /// The bytes as they are (TYPE I).
    case binary
    /// Lines: they end with CR LF on the network and with LF here (TYPE A).
    case text
}

extension FTPSession {
    /// Fetches a file: `body` gets it piece by piece, or line by line, once the server has agreed to send it. What `body`
    /// leaves unread is given up; with encryption the session is closed then.
    ///
    /// - Parameter offset: where to begin, in bytes (REST of RFC 3659).
    public func withDownload<Result>(
        of path: FTPPath, from offset: Int64 = 0, as type: FTPTransferType = .binary,
        _ body: (FTPDownload) async throws -> Result
    ) async throws -> Result {
        try await exclusively("RETR") {
            try await setType(isText: type == .text)
            let asksSize = type == .binary && connection.features.has("SIZE")
            let reception = try await connection.begin(
                try Command("RETR", bytes: path.bytes),
                before: asksSize ? [try Command("SIZE", bytes: path.bytes)] : [], from: offset)
            let first = try await agreement(reception)
            let size = reception.before.first.flatMap { $0.code == 213 ? Int64($0.text.trimmingBlanks) : nil }
            let download = FTPDownload(
                reception, connection, size: size ?? TransferSize.parse(first), isText: type == .text)
            do {
                let result = try await body(download)
                if !download.isOver { await connection.leave(reception) }
                // Whoever did not look at what the pieces threw must not take them for the whole.
                if let failure = download.failure { throw failure }
                return result
            } catch {
                if !download.isOver { await connection.leave(reception) }
                throw error
            }
        }
    }

    private func agreement(_ reception: FTPConnection.Reception) async throws -> Reply {
        let first = try await reception.pending.first.get()
        guard first.isPreliminary || first.isCompletion else {
            reception.data.abort()
            throw FTPClientError.refused(command: reception.pending.command, first)
        }
        return first
    }

    /// Stores a file: `body` writes it piece by piece, or line by line, once the server has agreed to take it. The server
    /// has all of it when this returns. Where `body` throws, the session is closed, and what was written so far may lie
    /// there.
    ///
    /// - Parameter offset: where to go on in a file that is there, in bytes (REST of RFC 3659).
    public func withUpload<Result>(
        to path: FTPPath, from offset: Int64 = 0, as type: FTPTransferType = .binary,
        _ body: (FTPUpload) async throws -> Result
    ) async throws -> Result {
        try await exclusively("STOR") {
            try await setType(isText: type == .text)
            let sending = try await connection.beginSending(try Command("STOR", bytes: path.bytes), from: offset)
            let upload = FTPUpload(sending, connection, isText: type == .text)
            let result: Result
            do {
                result = try await body(upload)
            } catch {
                sending.data.abort()
                close()
                throw error
            }
            _ = try await connection.finish(sending)
            return result
        }
    }
}
