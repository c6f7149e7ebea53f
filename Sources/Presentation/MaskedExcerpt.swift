internal import Diagnostics

/// A line of a project file for showing: what may be a URL's password is `***`.
enum MaskedExcerpt {
    /// The line with passwords masked, and the range that marks the same text in it.
    ///
    /// Everything between the first `:` behind `://` and the last `@` counts, because a user's name may hold an `@` and a
    /// password anything.
    static func mask(line: String, range: SourceRange) -> (line: String, range: SourceRange) {
        guard let match = line.firstMatch(of: #/(:\/\/[^:\s]*:)(.*)(@)/#) else { return (line, range) }
        let masked = line[..<match.2.startIndex] + "***" + line[match.2.endIndex...]
        let start = line.unicodeScalars.distance(from: line.startIndex, to: match.2.startIndex) + 1
        let length = match.2.unicodeScalars.count
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
