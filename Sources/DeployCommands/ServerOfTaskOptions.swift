internal import ArgumentParser
internal import DeployModel

/// What the commands take that are about the server of a task, or about one that is named by its URL.
struct ServerOfTaskOptions: ParsableArguments {
    @OptionGroup var settings: SetOptions
    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    /// A run at the server of a task, or at the one that a URL names.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func deployment(of target: String?, in context: CommandContext) throws -> Deployment {
        var given = OverrideLayer()
        try server.add(to: &given)
        guard let target, target.contains("://") else {
            return try Deployment(task: target, given.layer.over(settings.layer()), output, context)
        }
        return try Deployment(looking: target, given.layer, output, context)
    }
}
