internal import FTPProtocol

/// A server's answer to a command (RFC 959, section 4.2).
public struct FTPReply: Hashable, Sendable, CustomStringConvertible {
    /// The three digits: 2xx done, 3xx go on, 4xx not now, 5xx no.
    public let code: Int
    /// The text of each line, without the code.
    public let lines: [String]

    init(_ reply: Reply) {
        code = reply.code
        lines = reply.lines
    }

    /// The code and the last line, where servers put the verdict.
    public var description: String { "\(code) \(lines.last ?? "")" }
}
