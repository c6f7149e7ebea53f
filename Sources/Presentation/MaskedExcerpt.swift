internal import Diagnostics

/// A line of a project file for showing: what may be a password is `***`.
enum MaskedExcerpt {
    /// The line with passwords masked, and the range that marks the same text in it.
    ///
    /// In a URL everything between the first `:` behind `://` and the last `@` counts, because a user's name may hold an
    /// `@` and a password anything; behind the key `password` all the rest of the line.
    static func mask(line: String, range: SourceRange) -> (line: String, range: SourceRange) {
        let secret: Range<String.Index>
        if let match = line.firstMatch(of: #/(?:^|[\s{,"'])password["']?\s*:\s+(.+)$/#) {
            secret = match.1.startIndex..<match.1.endIndex
        } else if let match = line.firstMatch(of: #/:\/\/[^:\s]*:(.*)@/#) {
            secret = match.1.startIndex..<match.1.endIndex
        } else {
            return (line, range)
        }
        // A variable is no secret, only what it stands for.
        if line[secret].wholeMatch(of: #/["']?\$\{[A-Za-z_][A-Za-z0-9_]*\}["']?/#) != nil { return (line, range) }
        let masked = line[..<secret.lowerBound] + "***" + line[secret.upperBound...]
        let start = line.unicodeScalars.distance(from: line.startIndex, to: secret.lowerBound) + 1
        let length = line.unicodeScalars.distance(from: secret.lowerBound, to: secret.upperBound)
        func moved(_ column: Int) -> Int {
            if column <= start { return column }
            return column >= start + length ? column + 3 - length : min(column, start + 3)
        }
        var range = range
        if range.end.line == range.start.line { range.end.column = moved(range.end.column) }
        range.start.column = moved(range.start.column)
        return (String(masked), range)
    }
}
