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
        text += excerpt(diagnostic.range, diagnostic.sourceLine, role, style)
        for note in diagnostic.notes {
            text += "  \(place(note.range))\(style.paint("note:", .strong)) \(VisibleText.escaping(note.message))\n"
            text += excerpt(note.range, note.sourceLine, .strong, style)
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
        _ range: SourceRange?, _ line: String?, _ role: Style.Role, _ style: Style
    ) -> String {
        guard let range, let line, line.contains(where: { !$0.isWhitespace }) else { return "" }
        let (shown, masked) = MaskedExcerpt.mask(line: line.filter { $0 == "\t" || !$0.isControl }, range: range)
        let number = String(masked.start.line)
        let scalars = shown.unicodeScalars
        let start = min(masked.start.column - 1, scalars.count)
        let end = masked.end.line == masked.start.line ? masked.end.column - 1 : scalars.count
        let length = max(1, min(end, scalars.count) - start)
        // Tabs stay tabs, so that the underline stands below its text.
        let indent = scalars.prefix(start).map { $0 == "\t" ? "\t" : " " }.joined()
        let gutter = String(repeating: " ", count: number.count)
        return """
              \(number) | \(shown)
              \(gutter) | \(indent)\(style.paint(String(repeating: "^", count: length), role))

            """
    }
}

extension Character {
    /// Whether it is a control character, which would move the cursor of a terminal.
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}
