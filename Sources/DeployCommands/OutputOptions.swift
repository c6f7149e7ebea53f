internal import ArgumentParser
internal import Presentation

/// The options that every command has.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Tell more; may be repeated (up to the FTP dialogue with -vvv).")
    var verbose: Int

    @Flag(name: .shortAndLong, help: "Tell less; may be repeated.")
    var quiet: Int

    @Flag(inversion: .prefixedNo, help: "Use colour, also where output is no terminal.")
    var color: Bool?

    @Option(help: "How to tell a CI service: github, gitlab or plain; without it the variables of the job say which.")
    var ci: CIService?

    func validate() throws {
        if verbose > 0, quiet > 0 { throw ValidationError("--verbose and --quiet exclude each other") }
    }

    /// The level that the options ask for; nil where they are not given.
    var given: Verbosity? { verbose + quiet > 0 ? Verbosity(3 + verbose - quiet) : nil }
}

extension CIService: ExpressibleByArgument {}
