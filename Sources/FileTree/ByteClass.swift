/// The class of a path pattern, `[a-z]`, `[!0-9]`, `[[:alpha:]_]`, as git's wildmatch reads it: bytes, `\` escapes, `^`
/// negates like `!`, a `]` in first place is a member.
enum ByteClass {
    /// The members of the class that begins behind its `[`, and what follows its `]`; nil where nothing closes it or a
    /// name in it is unknown.
    static func parse(_ text: ArraySlice<UInt8>) -> (members: Set<UInt8>, rest: ArraySlice<UInt8>)? {
        var rest = text
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        var members: Set<UInt8> = []
        // The byte that a `-` behind it would begin a range with.
        var low: UInt8?
        var isFirst = true
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "]"), !isFirst {
                return (isNegated ? Set(0...255).subtracting(members) : members, rest)
            }
            isFirst = false
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                members.insert(escaped)
                low = escaped
            } else if byte == UInt8(ascii: "-"), let from = low, let next = rest.first, next != UInt8(ascii: "]") {
                guard let to = rangeEnd(&rest) else { return nil }
                if from <= to { members.formUnion(from...to) }
                low = nil
            } else if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
                guard let name = named(&rest) else { return nil }
                members.formUnion(name ?? [byte])
                low = name == nil ? byte : nil
            } else {
                members.insert(byte)
                low = byte
            }
        }
        return nil
    }

    private static func rangeEnd(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let byte = rest.popFirst() else { return nil }
        return byte == UInt8(ascii: "\\") ? rest.popFirst() : byte
    }

    /// The members of the class whose name begins with the `:` in front; an inner nil where it is none after all and the
    /// `[` stands for itself, nil where the whole pattern is broken.
    private static func named(_ rest: inout ArraySlice<UInt8>) -> Set<UInt8>?? {
        let inner = rest.dropFirst()
        guard let end = inner.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        guard end > inner.startIndex, inner[end - 1] == UInt8(ascii: ":") else { return .some(nil) }
        guard let members = members(String(decoding: inner[..<(end - 1)], as: UTF8.self)) else { return nil }
        rest = inner[(end + 1)...]
        return members
    }

    /// The members of a POSIX class in ASCII; nil for an unknown name.
    private static func members(_ name: String) -> Set<UInt8>? {
        let upper = Set(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let lower = Set(UInt8(ascii: "a")...UInt8(ascii: "z"))
        let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
        let alphanumeric = upper.union(lower).union(digits)
        let visible: Set<UInt8> = Set(0x21...0x7E)
        switch name {
        case "alnum": return alphanumeric
        case "alpha": return upper.union(lower)
        case "blank": return Set(" \t".utf8)
        case "cntrl": return Set(0x00...0x1F).union([0x7F])
        case "digit": return digits
        case "graph": return visible
        case "lower": return lower
        case "print": return visible.union([0x20])
        case "punct": return visible.subtracting(alphanumeric)
        case "space": return Set(" \t\r\n".utf8)
        case "upper": return upper
        case "xdigit": return Set("0123456789abcdefABCDEF".utf8)
        default: return nil
        }
    }
}
