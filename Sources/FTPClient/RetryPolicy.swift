internal import FTPProtocol
internal import TLS

/// What is tried again, on a new connection, and how patiently. One rule for everything that talks to a server.
package enum RetryPolicy {
    /// How often something is tried at all where this error comes. A server that was `reached` before and is not there now
    /// may be restarting.
    package static func attempts(for error: FTPClientError, reached: Bool = false) -> Int {
        if case .unreachable(_, _, let reason) = error, reached { return reason == ConnectFailure.refused ? 4 : 2 }
        guard isWorthIt(error) else { return 1 }
        // Each of these attempts costs the whole time-out.
        switch error {
        case .timedOut, .noDataConnection, .encryption: return 2
        default: return 4
        }
    }

    /// Seconds to wait before the attempt with this number (the second is number 2).
    package static func delay(beforeAttempt number: Int) -> Double {
        switch number {
        case ...2: 0.2
        case 3: 1
        default: 3
        }
    }

    /// Whether another attempt may succeed where this error came: what has to do with the connection, what the server
    /// calls temporary, and what it calls permanent although it is not.
    static func isWorthIt(_ error: FTPClientError) -> Bool {
        switch error {
        case .connectionLost, .timedOut, .closedByServer, .noDataConnection, .dataBroke: true
        case .noSession(.notReady(let reply)): reply.saysTooManyConnections || reply.isTransientRefusal
        case .noSession(.loginRefused(let reply)): reply.saysTooManyConnections
        case .refused(_, let reply): isTemporary(reply)
        case .encryption(let error): isTemporary(error)
        case .unreachable, .protocolViolation, .noSession, .unsafeArgument, .badListing, .localRead: false
        }
    }

    private static func isTemporary(_ error: TLSError) -> Bool {
        switch error {
        // A server that is busy may close in the middle of the handshake.
        case .handshakeFailed, .broken, .truncated: true
        case .untrusted, .unusableFile: false
        }
    }

    private static func isTemporary(_ reply: Reply) -> Bool {
        let text = reply.lines.joined(separator: " ").lowercased()
        // 452: the disk is full, which no repetition changes. 450 is said of files that are missing or in use.
        if reply.isTransientRefusal { return reply.code != 452 && reply.code != 450 }
        return ["broken pipe", "too many", "timed out", "timeout", "try again"].contains { text.contains($0) }
    }
}
