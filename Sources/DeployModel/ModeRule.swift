package import FileTree

/// Which permissions uploaded files get: `755 *.cgi /bin/*`.
package struct ModeRule: Hashable, Sendable, Codable {
    /// The permission bits.
    package let mode: UInt16
    /// Path patterns as in a `.gitignore`.
    package let patterns: [String]

    /// The rule in a text; nil where it is none: three or four octal digits, then patterns, with blanks between them.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count > 1, (3...4).contains(words[0].count), let mode = UInt16(words[0], radix: 8) else {
            return nil
        }
        self.mode = mode
        patterns = Array(words.dropFirst())
    }

}

/// Rules of which the last that matches decides.
package struct ModeRules: Sendable {
    private let rules: [(filter: PathFilter, mode: UInt16)]

    /// The rules in their order.
    package init(_ rules: [ModeRule]) {
        self.rules = rules.map { (PathFilter(paths: $0.patterns), $0.mode) }
    }

    /// The permissions of a file; nil where no rule matches.
    package func mode(of path: RelativePath) -> UInt16? {
        // What the patterns take out of a filter is what they match.
        rules.last { !$0.filter.includes(path, kind: .file) }?.mode
    }
}
