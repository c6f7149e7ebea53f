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

    @Argument(help: "The task to show.")
    var task: String?

    @Flag(help: "Show every effective value of the task and the line it comes from.")
    var resolved = false

    @Option(help: "How to show it: yaml or json.")
    var format: Format = .yaml

    @OptionGroup var settings: SetOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if task != nil, !resolved { throw ValidationError("to show a task, add --resolved") }
        if task == nil, resolved || !settings.settings.isEmpty {
            throw ValidationError("--resolved and --set need the name of a task")
        }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let errorStyle = context.errorStyle(noColour: output.color == false)
        for warning in warnings { context.err(DiagnosticText.render(warning, style: errorStyle)) }
        guard let task else {
            context.out(TaskListText.render(config, style: context.style(noColour: output.color == false)))
            return .success
        }
        let resolved = try ResolvedTask(config, task: task, overrides: settings.layer())
        context.out(format == .yaml ? ResolvedTaskText.yaml(resolved) : ResolvedTaskText.json(resolved))
        return .success
    }
}
