/// Patterns written as one text.
package enum PatternList {
    /// The patterns of a comma list as pyftpsync reads it: parts without the blanks around them, empty ones left out.
    package static func split(_ text: String) -> [String] {
        text.split(separator: ",").map { part in
            let begun = part.drop { $0 == " " }
            return String(
                begun.prefix(
                    begun.lastIndex { $0 != " " }.map { begun.distance(from: begun.startIndex, to: $0) + 1 } ?? 0))
        }
        .filter { !$0.isEmpty }
    }
}
