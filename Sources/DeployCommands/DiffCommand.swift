internal import ArgumentParser

/// `deploy diff PATH`: how a file here differs from that on the remote.
struct DiffCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how a file here differs from that on the remote.",
        discussion: "- stands on the remote, + here. 'deploy status' tells which files differ.")

    @Argument(help: "The file, seen from the current folder or from the task's local one.", completion: .file())
    var path: String

    @Option(help: "The task; without it the file's default_task.", completion: .tasks)
    var task: String?

    @OptionGroup var options: TaskOnlyOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let deployment = try options.deployment(of: task, in: context)
        let path = try deployment.path(path)
        return try await deployment.showDifference(path)
    }
}
