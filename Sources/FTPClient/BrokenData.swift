internal import NIOCore
internal import TLS

/// What broke a data connection, in words.
enum BrokenData {
    /// Whether the network made this error, and not whoever handles the bytes.
    static func isNetwork(_ error: any Error) -> Bool {
        error is IOError || error is ChannelError || error is TLSError || error is DataStalled
    }

    /// The reason, to stand behind "the data connection broke: ".
    static func reason(_ error: any Error) -> String {
        switch error as? TLSError {
        case .truncated?: return "it ended without the end-of-data mark of TLS, so something may be missing"
        case .handshakeFailed(let reason)?, .broken(let reason)?: return reason
        default: break
        }
        return (error as? DataStalled).map { "nothing moved for \($0.seconds) seconds" } ?? "the connection broke"
    }
}
