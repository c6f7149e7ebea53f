internal import FTPProtocol
internal import FileTree
internal import TLS

/// Everything that an ``FTPSession`` fails with. What your own code throws while it handles a transfer stays what it is,
/// and a cancelled task gets a `CancellationError`.
public struct FTPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What may help.
    public enum Kind: Hashable, Sendable {
        /// The server refused for now (4xx): trying again later may succeed.
        case temporary
        /// The server refused for good (5xx): the same command will fail again.
        case permanent
        /// What the server sent is no FTP, or what was asked for cannot be said in FTP.
        case `protocol`
        /// No connection, a lost one, a silent one, or one that cannot be trusted.
        case transport
        /// A file of this machine that cannot be read or written, where the session itself does that.
        case local
    }

    /// What may help.
    public let kind: Kind
    /// The server's answer, where there is one.
    public let reply: FTPReply?
    /// What happened, in a sentence without a full stop; control characters that a server sent are escaped.
    public let description: String

    init(_ kind: Kind, _ description: String, reply: Reply? = nil) {
        self.kind = kind
        self.description = VisibleText.escaping(description)
        self.reply = reply.map(FTPReply.init)
    }

    init(_ error: FTPClientError) {
        switch error {
        case .unreachable(let host, let port, let reason):
            self.init(.transport, "no connection to \(host), port \(port): \(reason)")
        case .timedOut(let what, let seconds):
            self.init(.transport, "nothing came for \(seconds) seconds while waiting for \(what)")
        case .connectionLost(let what): self.init(.transport, "the connection ended while waiting for \(what)")
        case .closedByServer(let reply):
            self.init(.temporary, "the server ended the session: \(reply.summary)", reply: reply)
        case .protocolViolation(let what): self.init(.protocol, what)
        case .noSession(let refusal): self.init(refusal)
        case .refused(let command, let reply): self.init(reply, to: command)
        case .noDataConnection(let port, let reason):
            self.init(.transport, "the control connection works, but no data connection to port \(port): \(reason)")
        case .dataBroke(let command, let reason):
            self.init(.transport, "the data connection of \(command) broke: \(reason)")
        case .encryption(let error): self.init(error)
        case .unsafeArgument(let shown): self.init(.protocol, "\(shown) holds a line break, which FTP cannot carry")
        case .badListing(let folder, let reason):
            self.init(.protocol, "the listing of \(folder) cannot be used: \(reason)")
        case .localRead(let reason): self.init(.local, reason)
        }
    }

    /// A refusal.
    init(_ reply: Reply, to command: String) {
        let kind: Kind = reply.isTransientRefusal ? .temporary : reply.isPermanentRefusal ? .permanent : .protocol
        self.init(kind, "\(command) was answered with \(reply.summary)", reply: reply)
    }

    private init(_ refusal: LoginConversation.Refusal) {
        let what =
            switch refusal {
            case .notReady: "the server is not ready"
            case .noTLS: "the server takes no encrypted connection"
            case .noPrivateData: "the server would send files in clear text"
            case .loginRefused: "the log-in was refused"
            case .accountWanted: "the server wants an account as well"
            case .noImageMode: "the server refuses binary transfers"
            }
        let reply = refusal.reply
        self.init(reply.isTransientRefusal ? .temporary : .permanent, "\(what): \(reply.summary)", reply: reply)
    }

    private init(_ error: TLSError) {
        let what =
            switch error {
            case .unusableFile(let path, let reason): "\(path) cannot be used: \(reason)"
            case .handshakeFailed(let reason): "no encrypted connection: \(reason)"
            case .broken(let reason): "the encrypted connection broke: \(reason)"
            case .truncated: "the encrypted connection ended without its end mark"
            case .untrusted(let problem):
                "the server's certificate is not trusted"
                    + (problem.certificate.map { " (SHA-256 fingerprint \($0.fingerprint))" } ?? "")
            }
        self.init(.transport, what)
    }
}
