internal import ArgumentParser

/// `deploy unlock [TASK]`: takes away the lock that a killed run has left on a remote.
struct UnlockCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Take away the lock that a killed run has left on a remote.",
        discussion: """
            Runs take turns on a remote. A lock whose owner was killed is taken over by the next run on the same machine at \
            once, on others by one that waits (--wait) for two minutes; this command does not wait.
            """)

    @Argument(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @OptionGroup var options: TaskRemoteOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await options.deployment(of: task, in: context).unlock()
    }
}
