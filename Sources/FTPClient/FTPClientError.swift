package import FTPProtocol
package import TLS

/// What went wrong between this client and a server.
package enum FTPClientError: Error, Hashable, Sendable {
    /// No connection to the server could be made; the system's reason.
    case unreachable(host: String, port: Int, reason: String)
    /// Nothing came for this many seconds while waiting for what is named.
    case timedOut(waitingFor: String, seconds: Int)
    /// The connection ended while waiting for what is named.
    case connectionLost(waitingFor: String)
    /// The server ended the session (421).
    case closedByServer(Reply)
    /// What came is not FTP, or no answer to what was asked.
    case protocolViolation(String)
    /// There is no session, and why.
    case noSession(LoginConversation.Refusal)
    /// A command was refused; the argument is shown as it was sent.
    case refused(command: String, Reply)
    /// The control connection works, but no data connection to this port.
    case noDataConnection(port: Int, reason: String)
    /// A data connection broke while bytes moved.
    case dataBroke(during: String, reason: String)
    /// No encrypted connection, or not to the server that is meant.
    case encryption(TLSError)
    /// A name cannot go over a control connection.
    case unsafeArgument(String)
    /// A listing is longer than the bounds, or a row cannot be read or trusted.
    case badListing(folder: String, reason: String)
    /// Reading the file that is sent failed.
    case localRead(String)

    /// The server's reply, where there is one.
    package var reply: Reply? {
        switch self {
        case .closedByServer(let reply), .refused(_, let reply): reply
        case .noSession(let refusal): refusal.reply
        default: nil
        }
    }

    /// Whether the server refused for having too many connections already.
    package var isTooManyConnections: Bool { reply?.saysTooManyConnections ?? false }
}
