internal import ArgumentParser
internal import DeployModel
internal import Diagnostics
internal import Planning
internal import Presentation

/// `deploy tasks [NAME --resolved]`: what the project file holds.
struct TasksCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks", abstract: "List the tasks of the project file, or show one as it is run.")

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case yaml, json
    }

    @Argument(help: "The task to show.", completion: .tasks)
    var task: String?

    @Flag(help: "Show every effective value of the task and the line it comes from.")
    var resolved = false

    @Option(help: "How to show it: yaml or json.")
    var format: Format?

    @OptionGroup var settings: SetOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if task != nil, !resolved { throw ValidationError("to show a task, add --resolved") }
        if task == nil, format != nil { throw ValidationError("--format belongs to --resolved") }
        if task == nil, resolved || !settings.settings.isEmpty {
            throw ValidationError("--resolved and --set need the name of a task")
        }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let errorStyle = context.errorStyle(colour: output.color)
        for warning in warnings { context.err(DiagnosticText.render(warning, style: errorStyle)) }
        guard let task else {
            context.out(TaskListText.render(config, style: context.style(colour: output.color)))
            return .success
        }
        let resolved = try resolve(task, config)
        context.out(format == .json ? ResolvedTaskText.json(resolved) : ResolvedTaskText.yaml(resolved))
        // A value that is not known must not look as if it were.
        let problems = resolved.problems
        for problem in problems { context.err(DiagnosticText.render(problem, style: errorStyle)) }
        return problems.isEmpty ? .success : .usage
    }

    /// The task, also an abstract one: what it holds is worth a look, too.
    private func resolve(_ name: String, _ config: ProjectConfig) throws -> ResolvedTask {
        let overrides = try settings.layer()
        guard let abstract = config.tasks[name], abstract.isAbstract else {
            return try ResolvedTask(config, task: name, overrides: overrides)
        }
        return ResolvedTask(
            abstract, name: name, folder: config.folder, sources: config.sources, overrides: overrides)
    }
}
