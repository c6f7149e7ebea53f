internal import FileTree

/// Texts from outside inside of HTML, XML and Markdown.
enum Markup {
    /// As text or the value of an attribute in HTML and XML; control characters but the ends of lines are written out,
    /// because XML has none.
    static func xml(_ text: String) -> String { lines(text, joinedBy: "&#10;", xmlLine) }

    private static func xmlLine(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
    }

    /// As text in Markdown: what it or HTML would read otherwise is escaped.
    static func markdown(_ text: String) -> String { lines(text, joinedBy: "<br>", markdownLine) }

    private static func markdownLine(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            "\\`*_{}[]<>#|&!~".unicodeScalars.contains(scalar) ? "&#\(scalar.value);" : String(scalar)
        }.joined()
    }

    /// Messages have lists in them, a line each.
    private static func lines(_ text: String, joinedBy end: String, _ line: (String) -> String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(VisibleText.escaping(String($0))) }
            .joined(separator: end)
    }
}
