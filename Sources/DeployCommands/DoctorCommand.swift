internal import ArgumentParser
internal import Credentials
internal import DeployModel
internal import Diagnostics
internal import Planning
internal import Presentation
internal import TargetBackends

/// `deploy doctor [TASK]`: what the server of a task is and can.
struct DoctorCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examine the server of a task: what it is, what it can, what to do about it.",
        discussion: """
            A folder is made there, used for trials, and taken away again; nothing else is touched.
            Exit codes: 0 deployments work, 1 they do not.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @Option(help: "Where it goes, instead of what the task says.")
    var remote: String?

    @Option(help: "How to tell: text or json.")
    var format: Format = .text

    @OptionGroup var settings: SetOptions
    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        var own = OverrideLayer()
        try own.set("remote", remote)
        try server.add(to: &own)
        let overrides = try own.layer.over(settings.layer())
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let resolved = try ResolvedTask(config, task: task, overrides: overrides)
        let invocation = Invocation(currentFolder: config.folder, home: context.home)
        let result = try Planner.plan(resolved, invocation: invocation, access: ProjectFile.read)
        for warning in warnings + result.warnings {
            context.err(DiagnosticText.render(warning, style: context.errorStyle(colour: output.color)))
        }
        let deployment = Deployment(
            planned: result, options: RunSettings(resolved, output), warnings: [], project: config.folder,
            context: context)
        guard let report = try await deployment.examineServer() else {
            throw UsageError(
                message: "the task's remote is a folder of this machine", help: "doctor is for servers")
        }
        let style = context.style(colour: output.color)
        context.out(format == .json ? ServerReportText.json(report) : ServerReportText.render(report, style: style))
        return report.isUsable ? .success : .failure
    }
}
