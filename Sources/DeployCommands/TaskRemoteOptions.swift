internal import ArgumentParser
internal import DeployModel

/// What the commands take that are about a remote alone: that of a task, or one that is named.
struct TaskRemoteOptions: ParsableArguments {
    @Option(help: "The remote itself: ftp://user@host/path, or a folder; then no project file is needed.")
    var remote: String?

    @Option(help: "The name under which the deployment keeps its record on the remote.")
    var project: String?

    @Option(help: "The folder on the server for the tool's own records.")
    var state: String?

    @OptionGroup var settings: SetOptions
    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    /// The run of a task, or on the remote that was named; `own` is what the command itself says.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func deployment(
        of task: String?, _ own: OverrideLayer = OverrideLayer(), reports: ReportFiles = ReportFiles(),
        in context: CommandContext
    ) throws -> Deployment {
        if task != nil, remote != nil { throw UsageError(message: "a task and --remote exclude each other") }
        var given = own
        try server.add(to: &given)
        try given.set("project", project)
        try given.set("state", state)
        if let remote { return try Deployment(looking: remote, given.layer, output, reports: reports, context) }
        return try Deployment(task: task, given.layer.over(settings.layer()), output, reports: reports, context)
    }
}
