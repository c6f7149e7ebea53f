package import Diagnostics
internal import FileTree
internal import JSON

/// A diagnostic for programs: as JSON, and as an annotation of GitHub Actions.
package enum DiagnosticRecord {
    /// One JSON object on a line of its own, with a final line end; `schema/diagnostic.schema.json` describes it.
    package static func json(_ diagnostic: Diagnostic) -> String {
        var members: [(String, JSONValue)] = [
            ("severity", .string(diagnostic.severity.rawValue)), ("code", .string(diagnostic.code.rawValue)),
            ("message", .string(diagnostic.message)),
        ]
        if let range = diagnostic.range { members += place(range) }
        if !diagnostic.notes.isEmpty {
            let notes = diagnostic.notes.map {
                JSONValue(members: [("message", .string($0.message))] + place($0.range))
            }
            members.append(("notes", .array(notes)))
        }
        if let help = diagnostic.help { members.append(("help", .string(help))) }
        return JSONValue(members: members).line + "\n"
    }

    private static func place(_ range: SourceRange) -> [(String, JSONValue)] {
        func position(_ position: SourcePosition) -> JSONValue {
            ["line": .int(position.line), "column": .int(position.column)]
        }
        return [("file", .string(range.file)), ("start", position(range.start)), ("end", position(range.end))]
    }

    /// A workflow command of GitHub Actions that marks the line, with a final line end.
    ///
    /// Source: GitHub's "Workflow commands", setting an error or warning message; line breaks and `%` are escaped, in
    /// properties also `:` and `,`.
    package static func annotation(_ diagnostic: Diagnostic) -> String {
        var properties: [(String, String)] = []
        if let range = diagnostic.range {
            properties += [("file", range.file), ("line", "\(range.start.line)"), ("col", "\(range.start.column)")]
            properties.append(("endLine", "\(range.end.line)"))
            // The end column is the last one marked, and counts only on the same line.
            if range.end.line == range.start.line {
                properties.append(("endColumn", "\(max(range.start.column, range.end.column - 1))"))
            }
        }
        properties.append(("title", "deploy: \(diagnostic.code.rawValue)"))
        let notes = diagnostic.notes.map { "\n\($0.range.file):\($0.range.start.line): \($0.message)" }.joined()
        let help = diagnostic.help.map { "\nhelp: \($0)" } ?? ""
        let lines = (diagnostic.message + notes + help).split(separator: "\n").map { VisibleText.escaping(String($0)) }
        let text = escaped(lines.joined(separator: "\n"))
        // Line breaks of our own aside, nothing may move a terminal's cursor.
        let list = properties.map { "\($0.0)=\(property($0.1))" }.joined(separator: ",")
        return "::\(diagnostic.severity.rawValue) \(list)::\(text)\n"
    }

    /// The same for an error that has no place in a file.
    package static func annotation(error message: String) -> String {
        let lines = message.split(separator: "\n").map { VisibleText.escaping(String($0)) }
        return "::error title=deploy::\(escaped(lines.joined(separator: "\n")))\n"
    }

    private static func escaped(_ text: String) -> String {
        String(
            text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
                switch scalar {
                case "%": Array("%25".unicodeScalars)
                case "\r": Array("%0D".unicodeScalars)
                case "\n": Array("%0A".unicodeScalars)
                default: [scalar]
                }
            }.map(Character.init))
    }

    private static func property(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
