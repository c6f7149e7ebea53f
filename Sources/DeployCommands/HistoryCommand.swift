internal import ArgumentParser

/// `deploy history [TASK]`: what was deployed, and what can be brought back.
struct HistoryCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what was deployed, by whom, and what can be brought back.",
        discussion: "The latest comes first; * is live. 'deploy rollback RUN' brings a state back that is still kept.")

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @OptionGroup var options: TaskRemoteOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await options.deployment(of: task, in: context).showHistory()
    }
}
