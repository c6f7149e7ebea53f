internal import ArgumentParser

/// What the commands take that only look at a target: `tree` and `scan`.
struct LookOptions: ParsableArguments {
    @Argument(help: "What to look at: ftp://user@host/path, or a folder of this machine.", completion: .directory)
    var target: String

    @OptionGroup(title: "Which names take part")
    var filters: FilterOptions

    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    /// The look at the target, with what the command itself says.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func deployment(_ own: OverrideLayer = OverrideLayer(), in context: CommandContext) throws -> Deployment {
        var given = own
        try filters.add(to: &given)
        try server.add(to: &given)
        return try Deployment(looking: target, given.layer, output, context)
    }
}
