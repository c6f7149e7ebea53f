internal import ArgumentParser
internal import DeployModel
internal import Planning

/// `deploy upload LOCAL REMOTE`: the same without a project file.
struct UploadCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Make a remote folder what a local one is.")

    @Argument(help: "The local folder.")
    var local: String

    @Argument(help: "Where it goes: ftp://user@host/path, or a folder of this machine.")
    var remote: String

    @OptionGroup var options: TaskOptions
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        var arguments = SettingsLayer()
        for (key, value) in [("command", SyncCommand.upload.rawValue), ("local", local), ("remote", remote)] {
            arguments.settings[key] = .value(Located(.string(value), .commandLine("'\(key)'")))
        }
        let settings = TaskSettings(name: Located("upload", .builtIn), own: try options.layer().over(arguments))
        let resolved = ResolvedTask(settings, name: nil, folder: context.currentFolder)
        let result = try Planner.plan(resolved, invocation: context.invocation, access: ProjectFile.read)
        return try await Deployment(
            planned: result, options: RunSettings(resolved, output), warnings: [], project: nil, context: context
        ).run()
    }
}
