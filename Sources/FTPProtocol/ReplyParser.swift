/// Cuts a control connection's bytes into replies, wherever the network split them.
///
/// A first line `123-…` opens a multi-line reply that ends with a line `123 …` of the same code (RFC 959, section
/// 4.2); other lines in between are text. Lines end with LF, a CR before it is dropped.
package struct ReplyParser: Sendable {
    /// Why the bytes are not FTP, or no FTP that a sane server sends.
    package enum ParseError: Error, Hashable, Sendable {
        /// The line does not begin with a code, and no multi-line reply is open.
        case noCode(String)
        /// A line or a reply is longer than the bound (bytes).
        case tooLong(limit: Int)
    }

    /// Bound on one line in bytes.
    package static let lineLimit = 16 << 10
    /// Bound on a whole reply in bytes; FEAT and STAT of a large folder stay far below.
    package static let replyLimit = 4 << 20

    private var line: [UInt8] = []
    private var openCode: Int?
    private var openLines: [String] = []
    private var replyBytes = 0

    /// A parser at the beginning of a connection.
    package init() {}

    /// Whether bytes of an unfinished reply are held.
    package var isInsideReply: Bool { openCode != nil || !line.isEmpty }

    /// The replies that `bytes` complete, in order.
    package mutating func consume(_ bytes: some Sequence<UInt8>) throws(ParseError) -> [Reply] {
        var replies: [Reply] = []
        for byte in bytes {
            if byte != UInt8(ascii: "\n") {
                line.append(byte)
                if line.count > Self.lineLimit { throw .tooLong(limit: Self.lineLimit) }
                continue
            }
            replyBytes += line.count
            if replyBytes > Self.replyLimit { throw .tooLong(limit: Self.replyLimit) }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let reply = try finishLine() {
                replies.append(reply)
                replyBytes = 0
            }
            line.removeAll(keepingCapacity: true)
        }
        return replies
    }

    private mutating func finishLine() throws(ParseError) -> Reply? {
        let code = Self.code(of: line)
        let separator = line.count > 3 ? line[3] : UInt8(ascii: " ")
        let text = String(decoding: line.dropFirst(4), as: UTF8.self)
        if let openCode {
            if code == openCode, separator == UInt8(ascii: " ") {
                defer { (self.openCode, openLines) = (nil, []) }
                return Reply(openCode, openLines + [text])
            }
            // Some servers repeat the code on every line ("211-MLST"): it is not part of the text.
            let isPrefixed = code == openCode && separator == UInt8(ascii: "-")
            openLines.append(isPrefixed ? text : String(decoding: line, as: UTF8.self))
            return nil
        }
        // An empty line between replies is noise of some servers.
        if line.isEmpty { return nil }
        guard let code else { throw .noCode(String(decoding: line.prefix(80), as: UTF8.self)) }
        if separator == UInt8(ascii: "-") {
            (openCode, openLines) = (code, [text])
            return nil
        }
        return Reply(code, text)
    }

    private static func code(of line: [UInt8]) -> Int? {
        guard line.count >= 3, line.count == 3 || line[3] == UInt8(ascii: " ") || line[3] == UInt8(ascii: "-") else {
            return nil
        }
        var value = 0
        for byte in line.prefix(3) {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value >= 100 && value < 700 ? value : nil
    }
}
