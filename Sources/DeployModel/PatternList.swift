/// Patterns written as one text.
package enum PatternList {
    /// The patterns of a comma list as pyftpsync reads it: parts without the white space around them (a folded text ends
    /// with a line break), empty ones left out.
    package static func split(_ text: String) -> [String] {
        text.split(separator: ",").map { part in
            var rest = part.drop(while: \.isWhitespace)
            while rest.last?.isWhitespace == true { rest.removeLast() }
            return String(rest)
        }
        .filter { !$0.isEmpty }
    }
}
