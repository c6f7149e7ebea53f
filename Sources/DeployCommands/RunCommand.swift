internal import ArgumentParser
internal import DeployModel
internal import Diagnostics
internal import Planning
internal import Presentation

/// `deploy run [TASK]`: what the project file says.
struct RunCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a task of the project file (.pyftpsync.yaml).")

    @Argument(help: "The task; without it the file's default_task.")
    var task: String?

    @Flag(help: "In a folder below the project file's: run the task for the whole project.")
    var root = false

    @OptionGroup var options: TaskOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let overrides = try options.overrides()
        let file = try ProjectFile.find(from: context.currentFolder)
        let (config, warnings) = try file.load(shownFrom: context.currentFolder)
        guard root || file.folder == context.currentFolder else {
            throw UsageError(
                message: "the project file is \(file.path), above the current folder",
                help: "--root runs the task for the whole project")
        }
        let settings = config.tasks[task ?? config.defaultTask?.value ?? "default"]
        let result = try Planner.plan(config, task: task, overrides: overrides, home: context.home)
        return try await Deployment(
            planned: result, options: RunSettings(settings, overrides, output), warnings: warnings, context: context
        ).run()
    }
}
