internal import ArgumentParser
internal import Presentation

/// The options that every command has.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Tell more; may be repeated (up to the FTP dialogue with -vvv).")
    var verbose: Int

    @Flag(name: .shortAndLong, help: "Tell less; may be repeated.")
    var quiet: Int

    @Flag(inversion: .prefixedNo, help: "Use colour on a terminal.")
    var color: Bool?

    func validate() throws {
        if verbose > 0, quiet > 0 { throw ValidationError("--verbose and --quiet exclude each other") }
    }

    /// The level that the options ask for; nil where they are not given.
    var given: Verbosity? { verbose + quiet > 0 ? Verbosity(3 + verbose - quiet) : nil }
}
