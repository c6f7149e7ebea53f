internal import FTPProtocol
internal import Synchronization

/// A file on its way to the server.
public struct FTPUpload: Sendable {
    private let sending: FTPConnection.Sending
    private let connection: FTPConnection
    private let isText: Bool
    private let lineEnds = LineEndState()

    /// The line ends of one transfer.
    private final class LineEndState: Sendable {
        let state = Mutex(LineEnds())
    }

    init(_ sending: FTPConnection.Sending, _ connection: FTPConnection, isText: Bool) {
        self.sending = sending
        self.connection = connection
        self.isText = isText
    }

    /// Sends a piece, and waits until the network has taken it.
    ///
    /// - Throws: ``FTPError`` where the connection breaks; the server's refusal, where there is one.
    public func write(_ bytes: [UInt8]) async throws {
        do {
            try await sending.data.write(isText ? lineEnds.state.withLock { $0.toNetwork(bytes) } : bytes)
        } catch {
            try Task.checkCancellation()
            let broken = await connection.broken(sending, error)
            throw (broken as? FTPClientError).map(FTPError.init) ?? broken
        }
    }

    /// Sends a line, and behind it the end of a line.
    ///
    /// - Throws: as ``write(_:)``.
    public func write(line: String) async throws { try await write(Array(line.utf8) + [UInt8(ascii: "\n")]) }
}
