/// A server's reply: three digits and one line of text or more (RFC 959, section 4.2).
package struct Reply: Hashable, Sendable {
    /// The code, 100 to 599 in practice.
    package var code: Int
    /// The text of each line, without code and separator; continuation lines as they were sent.
    package var lines: [String]

    /// A reply from its code and lines of text.
    package init(_ code: Int, _ lines: [String]) {
        self.code = code
        self.lines = lines
    }

    /// A reply with one line of text.
    package init(_ code: Int, _ text: String) { self.init(code, [text]) }

    /// 1xx: the action began, another reply follows.
    package var isPreliminary: Bool { code / 100 == 1 }
    /// 2xx: done.
    package var isCompletion: Bool { code / 100 == 2 }
    /// 3xx: more is needed (USER -> PASS, RNFR -> RNTO).
    package var isIntermediate: Bool { code / 100 == 3 }
    /// 4xx: refused for now.
    package var isTransientRefusal: Bool { code / 100 == 4 }
    /// 5xx: refused.
    package var isPermanentRefusal: Bool { code / 100 == 5 }

    /// The text of the last line, where servers put the verdict.
    package var text: String { lines.last ?? "" }

    /// Code and last line, for error messages.
    package var summary: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }

    /// Whether the server says that it has too many connections (421, or 530 as some send it; the text decides,
    /// because 530 also means a wrong password).
    package var saysTooManyConnections: Bool {
        guard code == 421 || code == 530 || code == 500 else { return false }
        let text = lines.joined(separator: " ").lowercased()
        // "Too many failed logins" is about the password.
        if text.contains("attempt") || text.contains("fail") || text.contains("incorrect") { return false }
        return text.contains("too many") || text.contains("maximum") || text.contains("max clients")
            || text.contains("connection limit") || text.contains("connections exceeded")
    }
}
