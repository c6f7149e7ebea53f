internal import ArgumentParser
internal import DeployModel
internal import Planning

/// `deploy upload LOCAL REMOTE`: makes the remote folder what the local one is, without a project file.
struct UploadCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Make a remote folder what a local one is.")

    @OptionGroup var folders: FolderArguments
    @OptionGroup var options: TaskOptions
    @OptionGroup(title: "What is told")
    var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await folders.run(.upload, options, output, context)
    }
}

/// `deploy download LOCAL REMOTE`: the reverse.
struct DownloadCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Make a local folder what a remote one is.")

    @OptionGroup var folders: FolderArguments
    @OptionGroup var options: TaskOptions
    @OptionGroup(title: "What is told")
    var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await folders.run(.download, options, output, context)
    }
}

/// `deploy sync LOCAL REMOTE`: takes changes of both sides over.
struct SynchronizeCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Take the changes of two folders over in both directions.",
        discussion: """
            What changed, appeared or went on one side since the last run does so on the other. Files that changed on both \
            are conflicts: --resolve decides them, a person at a terminal is asked, otherwise they are left alone.
            """)

    @OptionGroup var folders: FolderArguments
    @OptionGroup var options: TaskOptions
    @OptionGroup(title: "What is told")
    var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await folders.run(.sync, options, output, context)
    }
}

/// The two folders of a command that needs no project file.
struct FolderArguments: ParsableArguments {
    @Argument(help: "The local folder.", completion: .directory)
    var local: String

    @Argument(help: "The other one: ftp://user@host/path, or a folder of this machine.", completion: .directory)
    var remote: String

    /// Runs `command` on the two.
    ///
    /// - Throws: as every command.
    func run(
        _ command: SyncCommand, _ options: TaskOptions, _ output: OutputOptions, _ context: CommandContext
    ) async throws -> ExitStatus {
        var arguments = SettingsLayer()
        for (key, value) in [("command", command.rawValue), ("local", local), ("remote", remote)] {
            arguments.settings[key] = .value(Located(.string(value), .commandLine("'\(key)'")))
        }
        let settings = TaskSettings(name: Located(command.rawValue, .builtIn), own: try options.layer().over(arguments))
        let resolved = ResolvedTask(settings, name: nil, folder: context.currentFolder)
        let result = try Planner.plan(resolved, invocation: context.invocation, access: ProjectFile.read)
        return try await Deployment(
            planned: result,
            options: RunSettings(
                resolved, output, isJSON: options.telling.format == .json,
                reports: try options.reports.files(in: context)),
            warnings: [],
            project: nil, context: context
        ).run()
    }
}
