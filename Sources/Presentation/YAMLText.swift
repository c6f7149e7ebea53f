internal import JSON

/// Texts as YAML scalars.
package enum YAMLText {
    /// Plain where every reader takes it for the same text, else in double quotes.
    package static func scalar(_ text: String) -> String {
        let isPlain = text.wholeMatch(of: #/[A-Za-z\/][A-Za-z0-9_.\/@+-]*(?:[:][A-Za-z0-9_.\/@+-]+)*/#) != nil
        let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return isPlain && !words.contains(text.lowercased()) ? text : JSONValue.quoted(text)
    }
}
