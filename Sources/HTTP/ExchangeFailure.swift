internal import FileTree
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import TLS

/// What ends an exchange besides the errors of NIO, its HTTP decoder and TLS.
enum ExchangeProblem: Error {
    /// The deadline passed.
    case timedOut
    /// The connection ended, and nothing had come.
    case noAnswer
    /// The server goes on in another protocol (101), which nobody asked for.
    case switchedProtocols
}

/// The table of what an exchange can fail with: each case as a sentence and a way out.
struct ExchangeFailure {
    /// The URL, and where it comes from.
    let place: String
    /// The time that there was, in seconds.
    let timeout: Int

    /// The error for the user.
    func describe(_ error: any Error) -> WebError {
        switch error {
        case let error as WebError: error
        case let error as ExchangeProblem: describe(error)
        case let error as TLSError: describe(error)
        case HTTPParserError.headerOverflow:
            WebError(.tooLarge, "the head of the answer from \(place) is larger than \(Exchange.headLimit / 1_024) KiB")
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection:
            WebError(.invalidResponse, "the answer from \(place) is not complete: the server closed the connection")
        case is HTTPParserError, is NIOHTTPDecoderError:
            WebError(
                .invalidResponse, "the answer from \(place) is not HTTP as it should be",
                help: "check the port, and whether the server wants https://")
        case let error as IOError:
            WebError(.unreachable, "the connection to \(place) broke: \(SystemReason.words(error.errnoCode))")
        default: WebError(.unreachable, "no connection to \(place): \(SystemReason.ofConnecting(error))")
        }
    }

    private func describe(_ problem: ExchangeProblem) -> WebError {
        switch problem {
        case .timedOut:
            let seconds = timeout == 1 ? "1 second" : "\(timeout) seconds"
            return WebError(.timedOut, "no complete answer from \(place) within \(seconds)")
        case .noAnswer:
            return WebError(.unreachable, "no answer from \(place): the server closed the connection")
        case .switchedProtocols:
            return WebError(.invalidResponse, "\(place) answers in another protocol (101), unasked")
        }
    }

    private func describe(_ error: TLSError) -> WebError {
        switch error {
        case .unusableFile(let path, let reason):
            WebError(.unreachable, "no encrypted connection to \(place): \(path) cannot be used: \(reason)")
        case .handshakeFailed(let reason):
            WebError(.unreachable, "no encrypted connection to \(place): \(VisibleText.escaping(reason))")
        case .broken(let reason):
            WebError(.unreachable, "the encrypted connection to \(place) broke: \(VisibleText.escaping(reason))")
        case .truncated:
            // Where the end of the connection is the end of the page, anybody could have cut it (RFC 9112, 9.8).
            WebError(.invalidResponse, "the answer from \(place) is not complete: the encrypted connection was cut off")
        case .untrusted(let problem):
            WebError(
                .untrusted, "the certificate of \(place) is not trusted: \(Self.reason(problem))",
                help: "nothing was sent")
        }
    }

    private static func reason(_ problem: CertificateProblem) -> String {
        let certificate = problem.certificate
        return switch problem.reason {
        case .expired: "it has expired"
        case .issuerExpired(let subject, _):
            "the authority that signed it (\(VisibleText.escaping(subject))) has expired"
        case .notYetValid: "it is not valid yet"
        case .wrongHost(let expected):
            "it is for \(VisibleText.escaping(certificate?.names ?? "nobody")), not for \(expected)"
        case .selfSigned: "it is signed by itself"
        case .unknownIssuer:
            "it is signed by an authority that is not known here (\(VisibleText.escaping(certificate?.issuer ?? "")))"
        case .otherFingerprint: "it is not the one that is pinned"
        case .missing: "the server showed none"
        case .other(let text): VisibleText.escaping(text)
        }
    }
}
