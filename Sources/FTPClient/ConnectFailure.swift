internal import NIOCore
internal import NIOPosix

/// Why a connection could not be made, in words.
enum ConnectFailure {
    /// Nobody listens, which is said at once: a server that is restarting looks like this.
    static let refused = "connection refused: nothing listens there"

    /// The reason behind an error of NIO's bootstrap; `timeout` is in seconds.
    static func reason(_ error: any Error, timeout: Int) -> String {
        switch error {
        case let error as NIOConnectionError:
            if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
                return "the host name is not known"
            }
            return error.connectionErrors.first.map { reason($0.error, timeout: timeout) } ?? "no address answers"
        case let error as IOError: return words(error.errnoCode)
        case ChannelError.connectTimeout: return "no answer within \(timeout) seconds"
        case is SocketAddressError: return "the host name is not known"
        default: return "\(error)"
        }
    }

    private static func words(_ number: CInt) -> String {
        // errno values of Linux; the C library's own texts speak of "host" and "route" in ways few users know.
        switch number {
        case 111: refused
        case 110: "no answer"
        case 113, 101: "there is no way to the host"
        case 104: "the connection was reset"
        default: "system error \(number)"
        }
    }
}
