internal import ArgumentParser
internal import DeployModel
internal import Diagnostics
internal import Planning

/// What the commands take that are about both sides of a task.
struct TaskOnlyOptions: ParsableArguments {
    @OptionGroup var settings: SetOptions
    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    /// The run of a task.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func deployment(of task: String?, in context: CommandContext) throws -> Deployment {
        var given = OverrideLayer()
        try server.add(to: &given)
        return try Deployment(task: task, given.layer.over(settings.layer()), output, context)
    }

    /// A run at the server of a task, or at the one that a URL names.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    func deployment(at target: String?, in context: CommandContext) throws -> Deployment {
        guard let target, target.contains("://") else { return try deployment(of: target, in: context) }
        var given = OverrideLayer()
        try server.add(to: &given)
        return try Deployment(looking: target, given.layer, output, context)
    }
}

extension Deployment {
    /// The run of a task of the project file, with what the command line says on top.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    init(
        task: String?, _ overrides: SettingsLayer, _ output: OutputOptions, reports: ReportFiles = ReportFiles(),
        _ context: CommandContext
    ) throws {
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let resolved = try ResolvedTask(config, task: task, overrides: overrides)
        let invocation = Invocation(currentFolder: config.folder, home: context.home)
        let result = try Planner.plan(resolved, invocation: invocation, access: ProjectFile.read)
        let remarks =
            result.commit == nil
            ? []
            : [
                Diagnostic(
                    .warning, code: .badSource, "the folder is looked at as it is, not the commit that a run deploys",
                    help: "'deploy run --dry-run' shows what a run would do")
            ]
        self.init(
            planned: result, options: RunSettings(resolved, output, reports: reports), warnings: warnings + remarks,
            project: config.folder,
            context: context)
    }
}
