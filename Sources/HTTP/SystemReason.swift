internal import NIOCore
internal import NIOPosix

/// The system's and NIO's reasons for failing, in words.
enum SystemReason {
    /// Why no connection could be made.
    static func ofConnecting(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            // Where one kind of address is not known and the other does not answer, the latter is the reason.
            if let failure = error.connectionErrors.first { return ofConnecting(failure.error) }
            return "the host name is not known"
        case let error as IOError: return words(error.errnoCode)
        case is SocketAddressError: return "the host name is not known"
        case ChannelError.connectTimeout: return "no answer"
        default: return "\(error)"
        }
    }

    /// What an errno value of Linux means.
    static func words(_ number: CInt) -> String {
        switch number {
        case 111: "connection refused: nothing listens there"
        case 110: "no answer"
        case 113, 101: "there is no way to the host"
        case 104, 32: "the connection was reset"
        default: "system error \(number)"
        }
    }
}
