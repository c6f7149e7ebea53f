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
        var overrides = try options.overrides()
        overrides["command"] = .string(SyncCommand.upload.rawValue)
        overrides["local"] = .string(local)
        overrides["remote"] = .string(remote)
        let settings = TaskSettings(name: Located("upload"), values: [:])
        let result = try Planner.plan(
            settings, task: nil, overrides: overrides, folder: context.currentFolder, home: context.home)
        return try await Deployment(
            planned: result, options: RunSettings(settings, overrides, output), warnings: [], context: context
        ).run()
    }
}
