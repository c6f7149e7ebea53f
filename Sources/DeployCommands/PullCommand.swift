internal import ArgumentParser

/// `deploy pull PATH`: takes over what somebody has changed on the remote.
struct PullCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch a file or folder from the remote, in place of what is here.",
        discussion: """
            Takes over a change that somebody has made on the server itself. Local edits that were never deployed are not \
            overwritten, nothing is deleted here, and nothing is written to the remote.
            """)

    @Argument(
        help: "The file or folder, seen from the current folder or from the task's local one.", completion: .file())
    var path: String

    @Option(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be fetched, and do nothing.")
    var dryRun = false

    @Flag(help: "Also overwrite local edits that were never deployed.")
    var force = false

    @OptionGroup var options: TaskOnlyOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let deployment = try options.deployment(of: task, in: context)
        let path = try deployment.path(path)
        return try await deployment.pull(path, force: force, isDryRun: dryRun)
    }
}
