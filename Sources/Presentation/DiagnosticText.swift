package import Diagnostics
internal import FileTree

/// A diagnostic as a compiler shows it: place, message, the line with the place underlined, help.
package enum DiagnosticText {
    /// The text of one diagnostic, with a final line end.
    package static func render(_ diagnostic: Diagnostic, style: Style) -> String {
        let role: Style.Role = diagnostic.severity == .error ? .danger : .warning
        let word = style.paint("\(diagnostic.severity.rawValue):", role)
        var text = diagnostic.range.map { "\($0.file):\($0.start.line):\($0.start.column): " } ?? ""
        text += "\(word) \(VisibleText.escaping(diagnostic.message)) [\(diagnostic.code)]\n"
        if let range = diagnostic.range, let line = diagnostic.sourceLine { text += excerpt(range, line, role, style) }
        if let help = diagnostic.help { text += "  \(style.paint("help:", .good)) \(help)\n" }
        return text
    }

    private static func excerpt(
        _ original: SourceRange, _ text: String, _ role: Style.Role, _ style: Style
    ) -> String {
        let (line, range) = MaskedExcerpt.mask(line: text.filter { $0 == "\t" || !$0.isControl }, range: original)
        let number = String(range.start.line)
        let scalars = line.unicodeScalars
        let start = min(range.start.column - 1, scalars.count)
        let end = range.end.line == range.start.line ? range.end.column - 1 : scalars.count
        let length = max(1, min(end, scalars.count) - start)
        // Tabs stay tabs, so that the underline stands below its text.
        let indent = scalars.prefix(start).map { $0 == "\t" ? "\t" : " " }.joined()
        let gutter = String(repeating: " ", count: number.count)
        return """
              \(number) | \(line)
              \(gutter) | \(indent)\(style.paint(String(repeating: "^", count: length), role))

            """
    }
}

extension Character {
    /// Whether it is a control character, which would move the cursor of a terminal.
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}
