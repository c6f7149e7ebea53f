internal import Diagnostics

/// A line of a project file for showing: the password of a URL in it is `***`.
enum MaskedExcerpt {
    /// The line with passwords masked, and the range that marks the same text in it.
    static func mask(line: String, range: SourceRange?) -> (line: String, range: SourceRange?) {
        guard let match = line.firstMatch(of: #/(://[^:/@\s]*:)(.*)(@)/#) else { return (line, range) }
        let masked = line.replacingCharacters(match.2.startIndex..<match.2.endIndex, with: "***")
        guard var range, range.end.line == range.start.line else { return (masked, range) }
        range.end.column += 3 - match.2.unicodeScalars.count
        return (masked, range)
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
