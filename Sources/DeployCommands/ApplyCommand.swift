internal import ArgumentParser
internal import DeployModel

/// `deploy apply FILE`: carries out what `deploy run --save-plan FILE` has shown.
struct ApplyCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Carry out a plan that was kept, if nothing changed since.",
        discussion: """
            'deploy run TASK --save-plan FILE' shows what a run would do and keeps it. Carried out is exactly that, or, if \
            either side changed meanwhile, nothing: then the differences are shown. The options are those of the plan; \
            password and hooks come from the project file.
            """)

    @Argument(help: "The file of the plan.", completion: .file())
    var file: String

    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let path = LocalPath.resolve(file, from: context.currentFolder)
        let saved = try PlanFile(path).read()
        let deployment = try Deployment(
            task: saved.plan.task, SettingsLayer(), output, reports: reports.files(in: context), context)
        return try await deployment.apply(saved, from: path)
    }
}
