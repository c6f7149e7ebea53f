internal import ArgumentParser

/// `deploy status [TASK]`: what is live, what a run would do, what others have changed.
struct StatusCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is live, what a run would do, and what others changed there.",
        discussion: "Everything there is listed. Writes nothing anywhere.")

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @OptionGroup var options: TaskOnlyOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await options.deployment(of: task, in: context).showStatus()
    }
}

/// `deploy adopt [TASK]`: takes over a site that something else has put there.
struct AdoptCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Take over a site that another tool has put there.",
        discussion: """
            What lies on the remote is recorded as this project's: the next deployment replaces what differs, and with \
            'delete: owned' deletes what is not here. Nothing is sent. Files of the same length as here are fetched, to see \
            whether they are the same.
            """)

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @OptionGroup var options: TaskOnlyOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await options.deployment(of: task, in: context).adopt()
    }
}
