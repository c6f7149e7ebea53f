internal import ArgumentParser
internal import DeployModel
internal import Execution
internal import Diagnostics
internal import FileTree
internal import Planning
internal import Presentation

/// `deploy explain PATH [TASK]`: why a path takes part or not.
struct ExplainCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tell which rule includes a path or leaves it out.",
        discussion: "With --remote both sides are compared, and it is told whether the path would be sent, and why.")

    @Argument(
        help:
            "A path, seen from the current folder or from the task's local folder; a final / says that it is a folder.",
        completion: .file())
    var path: String

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @Flag(help: "Ask the server too; nothing is changed there.")
    var remote = false

    @OptionGroup var settings: SetOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let resolved = try ResolvedTask(config, task: task, overrides: settings.layer())
        let invocation = Invocation(currentFolder: config.folder, home: context.home)
        let result = try Planner.plan(resolved, invocation: invocation, access: ProjectFile.read)
        for warning in warnings + result.warnings {
            context.err(DiagnosticText.render(warning, style: context.errorStyle(colour: output.color)))
        }
        let (relative, kind) = try TaskPath.locate(path, in: result.plan.localPath, from: context.currentFolder)
        let style = context.style(colour: output.color)
        context.out(FilterDecisionText.render(relative, kind: kind, plan: result.plan, style: style))
        let takesPart = result.plan.filter.includes(relative, kind: kind)
        if kind == .file, takesPart, let what = SecretGuard.suspicion(of: relative, in: result.plan) {
            let words =
                "but held back, unless the remote has it already: it looks like \(what); 'allow: [/\(relative)]' sends it"
            context.out("  \(style.paint(words, .warning))\n")
        }
        guard remote else { return .success }
        var asking = result
        asking.plan.scan = .always
        let deployment = Deployment(
            planned: asking, options: RunSettings(resolved, output), warnings: [], project: config.folder,
            context: context)
        let changes = try await deployment.compare()
        context.out("  \(ChangeText.explanation(of: relative, in: changes))\n")
        return .success
    }
}
