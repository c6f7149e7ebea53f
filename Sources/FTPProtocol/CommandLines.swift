/// Cuts what a client sends into commands: lines that end with LF, a CR before it dropped. Telnet's signals (IAC IP,
/// IAC DM, sent before ABOR) are taken out, a doubled IAC is one byte (RFC 854).
package struct CommandLines: Sendable {
    /// The client sent a line that is longer than any path.
    package struct TooLong: Error, Hashable, Sendable {}

    /// Bound on one line in bytes.
    package static let limit = 8 << 10

    private var line: [UInt8] = []
    private var afterIAC = false

    /// A connection of which nothing came yet.
    package init() {}

    /// The commands that `bytes` complete.
    package mutating func consume(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ReceivedCommand] {
        var commands: [ReceivedCommand] = []
        for byte in bytes {
            if afterIAC {
                afterIAC = false
                if byte == 0xFF { line.append(byte) }
                continue
            }
            switch byte {
            case 0xFF: afterIAC = true
            case UInt8(ascii: "\n"):
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                commands.append(ReceivedCommand(line))
                line.removeAll(keepingCapacity: true)
            default:
                line.append(byte)
                if line.count > Self.limit { throw TooLong() }
            }
        }
        return commands
    }
}

/// A command as a server received it.
package struct ReceivedCommand: Hashable, Sendable {
    /// The verb in upper case; empty for an empty line.
    package let verb: String
    /// What stands behind the blank; empty for none.
    package let argument: [UInt8]

    /// A command from a line without its end.
    package init(_ line: [UInt8]) {
        let end = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
        verb = String(decoding: line[..<end], as: UTF8.self).uppercased()
        argument = Array(line[end...].dropFirst())
    }

    /// The argument as text.
    package var text: String { String(decoding: argument, as: UTF8.self) }
}

extension Reply {
    /// The reply as it goes over the wire: `123-` on all lines but the last, CR LF behind each. Text lines in the
    /// middle are indented by a blank where a code could be read into them.
    package var wireBytes: [UInt8] {
        var bytes: [UInt8] = []
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            // By scalars: as a character, CR LF is one that equals neither.
            let clean = String(
                String.UnicodeScalarView(line.unicodeScalars.map { $0 == "\r" || $0 == "\n" ? " " : $0 }))
            if index == 0 || isLast {
                bytes += Array("\(code)\(isLast ? " " : "-")\(clean)\r\n".utf8)
            } else {
                bytes += Array("\(clean.first?.isNumber == true ? " " : "")\(clean)\r\n".utf8)
            }
        }
        return bytes
    }
}
