/// A path pattern compiled for matching bytes, with the meaning that git's wildmatch gives it: `*`, `?` and classes stop
/// at `/`, `**` between slashes does not.
struct PathGlob: Hashable, Sendable {
    private enum Token: Hashable, Sendable {
        case byte(UInt8)
        /// Any byte but `/`.
        case one
        /// A byte of a class, never `/`.
        case set(Set<UInt8>)
        /// Any bytes but `/`.
        case star
        /// Any bytes at all: `**` at the end.
        case anything
        /// Nothing, or whole folders up to a `/`: a `**` and the slash behind it. It stands together with `insideFolders`.
        case folders
        /// The rest of such folders, once one has begun.
        case insideFolders
    }

    private var tokens: [Token] = []
    /// The bytes before the first wildcard: a quick test that most paths fail.
    private var prefix: ArraySlice<UInt8> = []
    private var isLiteral: Bool { tokens.isEmpty }

    /// Compiles a pattern without its leading `!`, leading `/` and trailing `/`; nil for one that can never match: a
    /// class that is not closed, an unknown class name, a lone `\` at the end.
    init?(_ pattern: ArraySlice<UInt8>) {
        let special = pattern.firstIndex { "*?[\\".utf8.contains($0) } ?? pattern.endIndex
        prefix = pattern[..<special]
        guard special < pattern.endIndex else { return }
        var rest = Array(pattern[special...])[...]
        // git compares the prefix for itself, so a `**` right behind it counts as one at the start of the pattern.
        var previous: UInt8?
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                tokens.append(.byte(escaped))
            case UInt8(ascii: "?"): tokens.append(.one)
            case UInt8(ascii: "["):
                guard let (set, behind) = ByteClass.parse(rest) else { return nil }
                tokens.append(.set(set.subtracting([UInt8(ascii: "/")])))
                rest = behind
            case UInt8(ascii: "*"):
                addStars(&rest, isBoundedBefore: previous == nil || previous == UInt8(ascii: "/"))
            default: tokens.append(.byte(byte))
            }
            // A `**` takes the slash behind it along.
            previous = tokens.last == .insideFolders ? UInt8(ascii: "/") : byte
        }
    }

    /// Adds what one asterisk or more mean; the first is read already.
    private mutating func addStars(_ rest: inout ArraySlice<UInt8>, isBoundedBefore: Bool) {
        let isDouble = rest.first == UInt8(ascii: "*")
        rest = rest.drop { $0 == UInt8(ascii: "*") }
        guard isDouble, isBoundedBefore else {
            tokens.append(.star)
            return
        }
        if rest.isEmpty || rest.starts(with: "\\/".utf8) {
            tokens.append(.anything)
        } else if rest.first == UInt8(ascii: "/") {
            rest = rest.dropFirst()
            tokens += [.folders, .insideFolders]
        } else {
            tokens.append(.star)
        }
    }

    /// Whether the whole of `text` matches. The time is that of the pattern's length times the text's.
    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.starts(with: prefix) else { return false }
        let text = text.dropFirst(prefix.count)
        if isLiteral { return text.isEmpty }
        // The states of all ways to match at once: true at i says that the tokens before i match what was read.
        var states = [Bool](repeating: false, count: tokens.count + 1)
        activate(0, &states)
        for byte in text {
            var next = [Bool](repeating: false, count: tokens.count + 1)
            for index in tokens.indices where states[index] { step(index, byte, &next) }
            states = next
        }
        return states[tokens.count]
    }

    /// Makes a state true, with those that it reaches without reading anything.
    private func activate(_ index: Int, _ states: inout [Bool]) {
        guard !states[index] else { return }
        states[index] = true
        guard index < tokens.count else { return }
        switch tokens[index] {
        case .star, .anything: activate(index + 1, &states)
        case .folders: activate(index + 2, &states)
        case .byte, .one, .set, .insideFolders: break
        }
    }

    private func step(_ index: Int, _ byte: UInt8, _ next: inout [Bool]) {
        let isSlash = byte == UInt8(ascii: "/")
        switch tokens[index] {
        case .byte(let expected): if byte == expected { activate(index + 1, &next) }
        case .one: if !isSlash { activate(index + 1, &next) }
        case .set(let bytes): if bytes.contains(byte) { activate(index + 1, &next) }
        case .star: if !isSlash { activate(index, &next) }
        case .anything: activate(index, &next)
        case .folders:
            activate(index + 1, &next)
            if isSlash { activate(index + 2, &next) }
        case .insideFolders:
            activate(index, &next)
            if isSlash { activate(index + 1, &next) }
        }
    }
}
