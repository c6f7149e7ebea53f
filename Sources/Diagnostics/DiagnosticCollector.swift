/// Gathers every problem of a source text and of those it includes, so that all are told at once.
package struct DiagnosticCollector: Sendable {
    /// The texts that the problems are about.
    package var sources = SourceTexts()
    /// What was found so far, in the order in which it was found.
    package private(set) var diagnostics: [Diagnostic] = []

    /// A collector that has found nothing yet.
    package init(sources: SourceTexts = SourceTexts()) { self.sources = sources }

    /// A note with the text of its line.
    package func note(_ message: String, at range: SourceRange) -> Diagnostic.Note {
        Diagnostic.Note(message, at: range, excerpt: sources.excerpt(at: range))
    }

    /// Adds a problem at a place of the source.
    package mutating func add(
        _ severity: Diagnostic.Severity = .error, code: DiagnosticCode, _ message: String, at range: SourceRange?,
        notes: [Diagnostic.Note] = [], help: String? = nil
    ) {
        guard !isFull, severity == .error || warnings < Self.limit else { return }
        diagnostics.append(
            Diagnostic(
                severity, code: code, message, at: range, excerpt: sources.excerpt(at: range), notes: notes, help: help)
        )
    }

    /// Adds problems that were found elsewhere.
    package mutating func add(_ found: [Diagnostic]) {
        for diagnostic in found where !isFull && (diagnostic.severity == .error || warnings < Self.limit) {
            diagnostics.append(diagnostic)
        }
    }

    /// Whether there are so many errors that more would not be read anyway; then nothing is added. Warnings alone stop
    /// nobody, and are no longer added when there are as many.
    package var isFull: Bool { diagnostics.count - warnings >= Self.limit }

    private var warnings: Int { diagnostics.count { $0.severity == .warning } }

    private static let limit = 100

    /// Whether an error (not only warnings) was found.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Everything found, by place and each once, without the secrets that were met anywhere.
    package var sorted: [Diagnostic] {
        let end = Diagnostic(
            isFull ? .error : .warning, code: .tooManyProblems, "no more than \(Self.limit) problems are told at once",
            help: "mend these first")
        return diagnostics.map(sources.masked).byPlace + (isFull || warnings >= Self.limit ? [end] : [])
    }
}

extension [Diagnostic] {
    /// By place, that there are more at the end: files in the order in which they are first named. What is found twice because an anchor is used twice is
    /// told once.
    package var byPlace: [Diagnostic] {
        var order: [String: Int] = [:]
        for diagnostic in self {
            if let file = diagnostic.range?.file, order[file] == nil { order[file] = order.count }
        }
        let start = SourcePosition(line: 0, column: 0)
        func key(_ item: (offset: Int, element: Diagnostic)) -> (Int, SourcePosition, Int) {
            let range = item.element.range
            if item.element.code == .tooManyProblems { return (Int.max, start, item.offset) }
            return (range.flatMap { order[$0.file] } ?? -1, range?.start ?? start, item.offset)
        }
        var told: Set<Diagnostic> = []
        return enumerated().sorted { key($0) < key($1) }.map(\.element).filter { told.insert($0).inserted }
    }
}
