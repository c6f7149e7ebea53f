internal import ArgumentParser

/// `deploy rollback [RUN]`: brings back what was live before.
struct RollbackCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Bring back what was live before the last deployment.",
        discussion: """
            The files of the state before were kept on the remote (option 'keep') and are renamed back; nothing is sent. What \
            is taken away is kept in turn: 'deploy rollback RUN' with a newer run of 'deploy history' goes forward again. \
            Files that somebody else has changed meanwhile stop it. A deployment that was interrupted is taken back as far as \
            it came. Local files are not touched, so the next deployment sends them again.
            """)

    @Argument(help: "How the name of the run begins whose state is to come back ('none': before the first one).")
    var run: String?

    @Option(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Flag(help: "Also take away what somebody else has changed there.")
    var force = false

    @Option(help: "Seconds to wait while another run is at work on the same remote.")
    var wait: Int?

    @OptionGroup var reports: ReportOptions
    @OptionGroup var options: TaskRemoteOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let deployment = try options.deployment(of: task, reports: reports.files(in: context), in: context)
        return try await deployment.rollback(
            to: run, Deployment.RollbackSettings(isDryRun: dryRun, force: force, wait: wait))
    }
}
