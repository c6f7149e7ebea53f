/// Something to tell the user about an input: what is wrong, where, and what to do.
package struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    package enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    /// Another place that belongs to the problem: the first of two definitions, a step of a circle.
    package struct Note: Hashable, Sendable {
        /// What is there.
        package var message: String
        /// Where.
        package var range: SourceRange
        /// The line at the range's start.
        package var excerpt: Excerpt?

        /// A note on a place.
        package init(_ message: String, at range: SourceRange, excerpt: Excerpt? = nil) {
            self.message = message
            self.range = range
            self.excerpt = excerpt
        }
    }

    /// How bad it is.
    package var severity: Severity
    /// The kind of problem.
    package var code: DiagnosticCode
    /// What is wrong, without a final full stop.
    package var message: String
    /// Where; nil if it belongs to no place in a file.
    package var range: SourceRange?
    /// The line at the range's start, for underlining.
    package var excerpt: Excerpt?
    /// Other places that belong to it.
    package var notes: [Note]
    /// What to do, without a final full stop; nil where the message says it all.
    package var help: String?

    /// A diagnostic from its parts.
    package init(
        _ severity: Severity = .error, code: DiagnosticCode, _ message: String, at range: SourceRange? = nil,
        excerpt: Excerpt? = nil, notes: [Note] = [], help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.range = range
        self.excerpt = excerpt
        self.notes = notes
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
