internal import FileTree

/// Texts from outside inside of HTML, XML and Markdown.
enum Markup {
    /// As text or the value of an attribute in HTML and XML; control characters are written out, because XML has none.
    static func xml(_ text: String) -> String {
        VisibleText.escaping(text).unicodeScalars.map { scalar in
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
    static func markdown(_ text: String) -> String {
        VisibleText.escaping(text).unicodeScalars.map { scalar in
            "\\`*_{}[]<>#|&!~".unicodeScalars.contains(scalar) ? "&#\(scalar.value);" : String(scalar)
        }.joined()
    }
}
