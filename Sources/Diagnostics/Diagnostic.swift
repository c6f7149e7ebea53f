/// Something to tell the user about an input: what is wrong, where, and what to do.
package struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    package enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    /// How bad it is.
    package var severity: Severity
    /// A stable name for the kind of problem, such as `unknown-key`.
    package var code: String
    /// What is wrong, without a final full stop.
    package var message: String
    /// Where; nil if it belongs to no place in a file.
    package var range: SourceRange?
    /// The text of the line at the range's start, for underlining.
    package var sourceLine: String?
    /// What to do, without a final full stop; nil where the message says it all.
    package var help: String?

    /// A diagnostic from its parts.
    package init(
        _ severity: Severity = .error, code: String, _ message: String, at range: SourceRange? = nil,
        sourceLine: String? = nil, help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.range = range
        self.sourceLine = sourceLine
        self.help = help
    }
}

/// The reason why an input was refused: one error or more, in the order of their places.
package struct DiagnosticsError: Error, Hashable, Sendable {
    /// Everything found, warnings too.
    package var diagnostics: [Diagnostic]

    /// An error that carries what was found.
    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
