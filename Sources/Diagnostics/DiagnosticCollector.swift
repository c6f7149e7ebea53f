/// Gathers every problem of a source text and of those it includes, so that all are told at once.
package struct DiagnosticCollector: Sendable {
    private var lines: [String: [Substring]] = [:]
    /// What was found so far, in the order in which it was found.
    package private(set) var diagnostics: [Diagnostic] = []

    /// A collector that knows no text yet.
    package init() {}

    /// A collector that has found nothing yet and knows the texts that another one knows.
    package init(sourcesOf other: DiagnosticCollector) { lines = other.lines }

    /// Makes the text of a file known, so that problems in it are shown with their line.
    package mutating func addSource(file: String, text: String) {
        lines[file] = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    /// The text of the line where a range begins; nil for an unknown file.
    package func line(at range: SourceRange) -> String? { line(range.start.line, of: range.file).map(String.init) }

    /// The text of a line, counted from 1; nil where there is none.
    package func line(_ number: Int, of file: String) -> Substring? {
        guard let lines = lines[file], lines.indices.contains(number - 1) else { return nil }
        return lines[number - 1]
    }

    /// A note with the text of its line.
    package func note(_ message: String, at range: SourceRange) -> Diagnostic.Note {
        Diagnostic.Note(message, at: range, sourceLine: line(at: range))
    }

    /// Adds a problem at a place of the source.
    package mutating func add(
        _ severity: Diagnostic.Severity = .error, code: DiagnosticCode, _ message: String, at range: SourceRange?,
        notes: [Diagnostic.Note] = [], help: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code: code, message, at: range, sourceLine: range.flatMap(line), notes: notes, help: help))
    }

    /// Adds problems that were found elsewhere.
    package mutating func add(_ found: [Diagnostic]) { diagnostics += found }

    /// Whether an error (not only warnings) was found.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Everything found, by place and each once.
    package var sorted: [Diagnostic] { diagnostics.byPlace }
}

extension [Diagnostic] {
    /// By place: files in the order in which they are first named. What is found twice because an anchor is used twice is
    /// told once.
    package var byPlace: [Diagnostic] {
        var order: [String: Int] = [:]
        for diagnostic in self {
            if let file = diagnostic.range?.file, order[file] == nil { order[file] = order.count }
        }
        let start = SourcePosition(line: 0, column: 0)
        func key(_ item: (offset: Int, element: Diagnostic)) -> (Int, SourcePosition, Int) {
            let range = item.element.range
            return (range.flatMap { order[$0.file] } ?? -1, range?.start ?? start, item.offset)
        }
        var told: Set<Diagnostic> = []
        return enumerated().sorted { key($0) < key($1) }.map(\.element).filter { told.insert($0).inserted }
    }
}
