/// The words of a netrc file and where they stand: separated by white space, in quotes with `\` as escape; `#` begins a
/// comment where a keyword is expected.
struct NetrcTokens {
    /// A word.
    struct Word {
        /// What it says, without quotes and escapes.
        var text: String
        /// The bytes that it takes, quotes included.
        var range: Range<Int>
        /// The line on which it begins, from 1.
        var line: Int
        /// Whether its quotes are never closed.
        var isOpen = false
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next word; nil at the end.
    ///
    /// - Parameter isValue: whether it is what belongs to a keyword, and so no comment.
    mutating func next(isValue: Bool = false) -> Word? {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "#"), !isValue {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            } else if Self.isBlank(byte) {
                step()
            } else {
                return word()
            }
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private mutating func step() {
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func word() -> Word {
        let (start, first) = (position, line)
        let isQuoted = bytes[position] == UInt8(ascii: "\"")
        if isQuoted { position += 1 }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if isQuoted ? byte == UInt8(ascii: "\"") : Self.isBlank(byte) { break }
            step()
            guard isQuoted, byte == UInt8(ascii: "\\"), position < bytes.count else {
                text.append(byte)
                continue
            }
            text.append(Self.unescaped(bytes[position]))
            step()
        }
        let isOpen = isQuoted && position == bytes.count
        if isQuoted, !isOpen { position += 1 }
        return Word(text: String(decoding: text, as: UTF8.self), range: start..<position, line: first, isOpen: isOpen)
    }

    private static func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): UInt8(ascii: "\n")
        case UInt8(ascii: "t"): UInt8(ascii: "\t")
        case UInt8(ascii: "r"): UInt8(ascii: "\r")
        default: byte
        }
    }

    /// A macro ends at the first empty line.
    mutating func skipMacro() {
        var isEmpty = false
        while position < bytes.count {
            let byte = bytes[position]
            step()
            if byte == UInt8(ascii: "\n") {
                if isEmpty { return }
                isEmpty = true
            } else if byte != UInt8(ascii: "\r") {
                isEmpty = false
            }
        }
    }

    /// A value as it is written so that everybody reads it back: in quotes where it needs some.
    static func written(_ value: String) -> String {
        let isPlain =
            !value.isEmpty && value.first != "#"
            && value.utf8.allSatisfy { !isBlank($0) && !Array("\"\\,".utf8).contains($0) }
        if isPlain { return value }
        var result = "\""
        for character in value.unicodeScalars {
            switch character {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\"", "\\": result += "\\\(character)"
            default: result.unicodeScalars.append(character)
            }
        }
        return result + "\""
    }
}
