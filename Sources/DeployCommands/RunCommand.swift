internal import ArgumentParser
internal import DeployModel
internal import Diagnostics
internal import Planning
internal import Presentation

/// `deploy run [TASK]`: what the project file says.
struct RunCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a task of the project file (.pyftpsync.yaml).",
        discussion: "What is given here wins over the file; 'deploy tasks' shows what that says.")

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @OptionGroup(title: "What is run")
    var selection: SelectionOptions

    @OptionGroup(title: "What is run")
    var settings: SetOptions
    @OptionGroup var options: TaskOptions
    @OptionGroup(title: "What is told")
    var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let overrides = try overrides()
        let reports = try options.reports.files(in: context)
        let commits = CommitRun(
            task: task, overrides: overrides, output: output, isJSON: options.telling.format == .json, reports: reports,
            context: context)
        if let commit = selection.commit { return try await commits.with(commit) { try await finish($0, context) } }
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let resolved = try ResolvedTask(config, task: task, overrides: overrides)
        let result = try Planner.plan(resolved, invocation: context.invocation, access: ProjectFile.read)
        if let commit = result.commit { return try await commits.with(commit) { try await finish($0, context) } }
        let deployment = Deployment(
            planned: result,
            options: RunSettings(resolved, output, isJSON: options.telling.format == .json, reports: reports),
            warnings: warnings,
            project: config.folder,
            context: context)
        return try await finish(deployment, context)
    }

    private func finish(_ deployment: Deployment, _ context: CommandContext) async throws -> ExitStatus {
        guard let savePlan = selection.savePlan else { return try await deployment.run() }
        return try await deployment.savePlan(to: LocalPath.resolve(savePlan, from: context.currentFolder))
    }

    /// What the command line says: its options over `--set`.
    private func overrides() throws -> SettingsLayer {
        let own = try selection.layer()
        return try own.over(options.layer()).over(settings.layer())
    }
}
