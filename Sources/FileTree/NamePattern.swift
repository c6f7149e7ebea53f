/// A shell pattern for base names, as Python's `fnmatch` reads it (pyftpsync's `match` and `exclude`).
///
/// `*` is any text (also a leading dot), `?` one character, `[abc]`, `[a-c]`, `[!abc]` a class; `^` and `\` are
/// themselves, a `[` without `]` is literal, a reversed range matches nothing. The whole name must match.
package struct NamePattern: Hashable, Sendable {
    /// The pattern as it was written.
    package let text: String
    private let tokens: [Token]

    private enum Token: Hashable, Sendable {
        case any
        case one
        case scalar(Unicode.Scalar)
        case set([ClosedRange<UInt32>], negated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .any, .one: true
            case .scalar(let expected): expected == scalar
            case .set(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
            }
        }
    }

    /// A pattern from its text; every text is one.
    package init(_ text: String) {
        self.text = text
        self.tokens = Self.tokenize(Array(text.unicodeScalars))
    }

    private static func tokenize(_ scalars: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*": if tokens.last != .any { tokens.append(.any) }
            case "?": tokens.append(.one)
            case "[":
                if let (set, next) = characterClass(scalars, from: index) {
                    tokens.append(set)
                    index = next
                } else {
                    tokens.append(.scalar(scalar))
                }
            default: tokens.append(.scalar(scalar))
            }
        }
        return tokens
    }

    /// The class that begins behind `[` at `start`, and the index behind its `]`; nil where none closes it.
    private static func characterClass(_ scalars: [Unicode.Scalar], from start: Int) -> (Token, Int)? {
        var first = start
        let negated = first < scalars.count && scalars[first] == "!"
        if negated { first += 1 }
        // A `]` in first place is a member of the class.
        guard first < scalars.count,
            let end = scalars[min(first + 1, scalars.count)...].firstIndex(of: "]")
        else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        var index = first
        while index < end {
            let low = scalars[index].value
            if index + 2 < end, scalars[index + 1] == "-" {
                let high = scalars[index + 2].value
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return (.set(ranges, negated: negated), end + 1)
    }

    /// Whether one of the names matches.
    func matchesAny(of names: Set<String>) -> Bool {
        if names.contains(text) { return true }
        // Without a wildcard it is a name itself.
        let hasWildcard = tokens.contains { if case .scalar = $0 { false } else { true } }
        return hasWildcard && names.contains(where: matches)
    }

    /// Whether the whole of `name` matches. Linear in practice: only the last `*` is ever retried.
    package func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var token = 0
        var scalar = 0
        var retry: (token: Int, scalar: Int)?
        while scalar < scalars.count {
            if token < tokens.count, tokens[token] == .any {
                retry = (token + 1, scalar)
                token += 1
            } else if token < tokens.count, tokens[token].matches(scalars[scalar]) {
                token += 1
                scalar += 1
            } else if let last = retry {
                retry = (last.token, last.scalar + 1)
                token = last.token
                scalar = last.scalar + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .any }
    }
}
