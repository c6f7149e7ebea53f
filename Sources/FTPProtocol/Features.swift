/// What a server says it can (FEAT, RFC 2389). Servers lie both ways: a feature is tried, not believed.
package struct Features: Hashable, Sendable {
    /// The features by upper-case name, with the rest of their line.
    package private(set) var values: [String: String] = [:]

    /// No features known.
    package init() {}

    /// The features of a FEAT reply: each middle line is one.
    package init(_ reply: Reply) {
        for line in reply.lines.dropFirst().dropLast() {
            let parts = line.trimmingBlanks.split(separator: " ", maxSplits: 1)
            guard let name = parts.first else { continue }
            values[name.uppercased()] = parts.count > 1 ? String(parts[1]) : ""
        }
    }

    /// Whether the server lists this feature.
    package func has(_ name: String) -> Bool { values[name] != nil }

    /// Whether MLSD is offered: RFC 3659 announces it as MLST; some servers list MLSD itself.
    package var hasMachineListing: Bool { has("MLST") || has("MLSD") }
}

extension StringProtocol {
    /// The text without blanks and tabs at both ends.
    var trimmingBlanks: SubSequence {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}
