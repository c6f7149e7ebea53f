internal import ArgumentParser

/// How a run tells what it does, as the command line says it.
struct TellingOptions: ParsableArguments {
    @Option(help: "How to tell: text, or json for one object per line (schema/events.schema.json).")
    var format: RunFormat = .text

    @Flag(inversion: .prefixedNo, help: "Show progress also where output is no terminal.")
    var progress: Bool?

    @Flag(inversion: .prefixedNo, help: "End with exit code 10 where conflicts were left alone.")
    var reportProblems: Bool?

    @Option(
        help: "classify tells of each file what became of it on both sides, and what follows.",
        completion: .words(of: "debug"))
    var debug: String?

    /// Adds what was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func add(to overrides: inout OverrideLayer) throws {
        try overrides.set("progress", progress)
        try overrides.set("report_problems", reportProblems)
        try overrides.set("debug", debug)
    }
}

/// How a run tells what it does.
enum RunFormat: String, ExpressibleByArgument, CaseIterable {
    /// Lines for people.
    case text
    /// A JSON object per line, for programs.
    case json
}
