package import Diagnostics
internal import FileTree

/// A diagnostic as a compiler shows it: place, message, the line with the place underlined, other places, help.
package enum DiagnosticText {
    /// The text of one diagnostic, with a final line end.
    package static func render(_ diagnostic: Diagnostic, style: Style) -> String {
        let role: Style.Role = diagnostic.severity == .error ? .danger : .warning
        let word = style.paint("\(diagnostic.severity.rawValue):", role)
        var text = place(diagnostic.range)
        text += "\(word) \(VisibleText.escaping(diagnostic.message)) [\(diagnostic.code.rawValue)]\n"
        text += excerpt(diagnostic.range, diagnostic.excerpt, role, style)
        for note in diagnostic.notes {
            text += "  \(place(note.range))\(style.paint("note:", .strong)) \(VisibleText.escaping(note.message))\n"
            text += excerpt(note.range, note.excerpt, .strong, style)
        }
        if let help = diagnostic.help {
            text += "  \(style.paint("help:", .good)) \(VisibleText.escaping(help))\n"
        }
        return text
    }

    private static func place(_ range: SourceRange?) -> String {
        range.map { "\(VisibleText.escaping($0.file)):\($0.start.line):\($0.start.column): " } ?? ""
    }

    private static func excerpt(
        _ range: SourceRange?, _ excerpt: Excerpt?, _ role: Style.Role, _ style: Style
    ) -> String {
        guard let range, let excerpt else { return "" }
        let number = String(range.start.line)
        // Tabs stay tabs, so that the underline stands below its text.
        let indent = excerpt.text.unicodeScalars.prefix(excerpt.marked.lowerBound)
            .map { $0 == "\t" ? "\t" : " " }.joined()
        let gutter = String(repeating: " ", count: number.count)
        let underline = String(repeating: "^", count: excerpt.marked.count)
        return """
              \(number) | \(excerpt.text)
              \(gutter) | \(indent)\(style.paint(underline, role))

            """
    }
}
