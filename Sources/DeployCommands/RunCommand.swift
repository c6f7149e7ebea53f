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

    @Argument(help: "The task; without it the file's default_task.")
    var task: String?

    @Flag(help: "In a folder below the project file's: run the task for this folder alone.")
    var here = false

    @Flag(help: "In a folder below the project file's: run the task for the whole project.")
    var root = false

    @Option(help: "The local folder, seen from the current one.")
    var local: String?

    @Option(help: "Where it goes.")
    var remote: String?

    @Flag(inversion: .prefixedNo, help: "List files too, not only folders (tree).")
    var files: Bool?

    @Flag(inversion: .prefixedNo, help: "List sorted by name (tree).")
    var sort: Bool?

    @Option(help: "What is deployed: folder, git (the commit that is checked out) or git:REF.")
    var source: String?

    @Option(help: "Deploy the files of this commit, branch or tag, whatever the folder holds.")
    var commit: String?

    @Option(help: "Keep what would be done in this file for 'deploy apply', and do nothing.")
    var savePlan: String?

    @OptionGroup var settings: SetOptions
    @OptionGroup var options: TaskOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if here, root { throw ValidationError("--here and --root exclude each other") }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let overrides = try overrides()
        let reports = try options.reports.files(in: context)
        let commits = CommitRun(
            task: task, overrides: overrides, output: output, isJSON: options.format == .json, reports: reports,
            context: context)
        if let commit { return try await commits.with(commit) { try await finish($0, context) } }
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let resolved = try ResolvedTask(config, task: task, overrides: overrides)
        let result = try Planner.plan(resolved, invocation: context.invocation, access: ProjectFile.read)
        if let commit = result.commit { return try await commits.with(commit) { try await finish($0, context) } }
        let deployment = Deployment(
            planned: result, options: RunSettings(resolved, output, isJSON: options.format == .json, reports: reports),
            warnings: warnings,
            project: config.folder,
            context: context)
        return try await finish(deployment, context)
    }

    private func finish(_ deployment: Deployment, _ context: CommandContext) async throws -> ExitStatus {
        guard let savePlan else { return try await deployment.run() }
        return try await deployment.savePlan(to: LocalPath.resolve(savePlan, from: context.currentFolder))
    }

    /// What the command line says: its options over `--set`.
    private func overrides() throws -> SettingsLayer {
        var own = OverrideLayer()
        if here || root {
            // One of the two on the command line decides, whatever the file says of either.
            try own.set("here", here, as: here ? "--here" : "--root")
            try own.set("root", root, as: here ? "--here" : "--root")
        }
        try own.set("local", local)
        try own.set("remote", remote)
        try own.set("source", source)
        try own.set("files", files)
        try own.set("sort", sort)
        return try own.layer.over(options.layer()).over(settings.layer())
    }
}
