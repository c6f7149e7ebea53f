/// Gathers every problem of one source text, so that all are told at once.
package struct DiagnosticCollector: Sendable {
    private let lines: [Substring]
    /// What was found so far, in the order in which it was found.
    package private(set) var diagnostics: [Diagnostic] = []

    /// A collector for a file with this text.
    package init(text: String) {
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    /// Adds a problem at a place of the source.
    package mutating func add(
        _ severity: Diagnostic.Severity = .error, code: String, _ message: String, at range: SourceRange?,
        help: String? = nil
    ) {
        let line = range.flatMap { range in
            lines.indices.contains(range.start.line - 1) ? String(lines[range.start.line - 1]) : nil
        }
        diagnostics.append(
            Diagnostic(severity, code: code, message, at: range, sourceLine: line, help: help))
    }

    /// Whether an error (not only warnings) was found.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Everything found, by place.
    package var sorted: [Diagnostic] {
        let start = SourcePosition(line: 0, column: 0)
        return diagnostics.enumerated()
            .sorted { ($0.element.range?.start ?? start, $0.offset) < ($1.element.range?.start ?? start, $1.offset) }
            .map(\.element)
    }
}
