/// Finds what may be a password in a line of a project file, also in one that is no YAML: better too much than too
/// little.
package enum SecretMask {
    /// A text with the passwords of URLs as `***`.
    package static func urls(_ text: String) -> String {
        var text = text
        for range in urlPasswords(in: text).reversed() { text.replaceSubrange(range, with: "***") }
        return text
    }

    /// A text with each of these secrets as `***`; a short one could be part of any word and stays.
    package static func hiding(_ secrets: [String], in text: String) -> String {
        // The longest first: one may begin with another.
        secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
            .reduce(text) { $0.replacing($1, with: "***") }
    }

    /// What is to be hidden in a line, in scalars from its beginning. `above` gives the line n lines further up.
    static func ranges(in line: String, above: (Int) -> Substring?) -> [Range<Int>] {
        if continuesPassword(line, above) { return [line.prefix { $0 == " " }.count..<Int.max] }
        var found = urlPasswords(in: line)
        // Behind such a key all the rest counts, and whatever else stands there in braces.
        if let match = line.firstMatch(
            of: #/(?:^|[\s\{\[,"'?\-])(?:[A-Za-z_]*[Pp][Aa][Ss]+[A-Za-z_]*\+?|pwd)["']?\s*:\s*(.+)$/#),
            !isVariable(line[match.1.startIndex..<match.1.endIndex])
        {
            found.append(match.1.startIndex..<match.1.endIndex)
        }
        let scalars = line.unicodeScalars
        return found.map { range in
            let start = scalars.distance(from: scalars.startIndex, to: range.lowerBound)
            return start..<start + scalars.distance(from: range.lowerBound, to: range.upperBound)
        }
    }

    /// Whether the line is the value of a `password:` in a line above: indented below it, a list item, or the `:` of `?`.
    private static func continuesPassword(_ line: String, _ above: (Int) -> Substring?) -> Bool {
        let indent = line.prefix { $0 == " " }.count
        let first = line.dropFirst(indent).first
        for distance in 1...50 {
            guard let upper = above(distance) else { return false }
            let upperIndent = upper.prefix { $0 == " " }.count
            guard upperIndent < upper.count else { continue }
            let mayHold = upperIndent < indent || (upperIndent == indent && (first == "-" || first == ":"))
            guard mayHold else {
                if upperIndent < indent { return false }
                continue
            }
            return upper.dropFirst(upperIndent).prefixMatch(
                of: #/(?:- )?(?:\? )?["']?(?:[A-Za-z_]*[Pp][Aa][Ss]+[A-Za-z_]*\+?|pwd)["']?\s*(?::|$)/#) != nil
        }
        return false
    }

    /// The passwords of URLs, and of what looks like one whose beginning or end was forgotten. Everything between the
    /// first `:` behind `://` and the last `@` counts, because a user's name may hold an `@` and a password anything.
    private static func urlPasswords(in text: String) -> [Range<String.Index>] {
        // Most texts can be told to hold none without the patterns, which take their time.
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        let hasScheme = text.contains("://") || text.contains(#":\/\/"#)
        guard hasScheme ? colons > 1 : colons > 0 && text.utf8.contains(UInt8(ascii: "@")) else { return [] }
        let patterns = [
            #/:(?:\/\/|\\\/\\\/)[^:\s]*:(.*)@/#,
            #/:(?:\/\/|\\\/\\\/)[^:\s\/\[]+:([^\s"',}\]@]+)/#,
            #/(?:^|[\s"'])[^\s:\/@"']+:([^\s@"'\/]+)@/#,
        ]
        for pattern in patterns {
            guard let match = text.firstMatch(of: pattern) else { continue }
            let password = text[match.1.startIndex..<match.1.endIndex]
            if isVariable(password) { return [] }
            // A port, with whatever path behind it, is none.
            let isPort = password.wholeMatch(of: #/[0-9]{1,5}(?:\/.*)?/#) != nil
            if !isPort { return [match.1.startIndex..<match.1.endIndex] }
        }
        return []
    }

    /// A variable is no secret, only what it stands for.
    private static func isVariable(_ text: Substring) -> Bool {
        text.wholeMatch(of: #/["']?\$\{[A-Za-z_][A-Za-z0-9_]*\}["']?/#) != nil
    }
}
