internal import ArgumentParser
internal import DeployModel
internal import Planning

/// `deploy unlock [TASK]`: takes away the lock that a killed run has left on a remote.
struct UnlockCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Take away the lock that a killed run has left on a remote.",
        discussion: """
            Runs take turns on a remote. A lock whose owner was killed is taken over by the next run on the same machine at \
            once, on others by one that waits (--wait) for two minutes; this command does not wait.
            """)

    @Argument(help: "The task; without it the file's default_task.")
    var task: String?

    @Option(help: "The remote itself: ftp://user@host/path, or a folder; then no project file is needed.")
    var remote: String?

    @OptionGroup var settings: SetOptions
    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if task != nil, remote != nil { throw ValidationError("a task and --remote exclude each other") }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        var own = OverrideLayer()
        try server.add(to: &own)
        if let remote { return try await Deployment(looking: remote, own.layer, output, context).unlock() }
        let (config, warnings) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        let resolved = try ResolvedTask(config, task: task, overrides: own.layer.over(settings.layer()))
        let invocation = Invocation(currentFolder: config.folder, home: context.home)
        let result = try Planner.plan(resolved, invocation: invocation, access: ProjectFile.read)
        return try await Deployment(
            planned: result, options: RunSettings(resolved, output), warnings: warnings, project: config.folder,
            context: context
        ).unlock()
    }
}
