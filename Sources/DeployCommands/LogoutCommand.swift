internal import ArgumentParser

/// `deploy logout [TASK|URL]`: deletes what `deploy login` has stored.
struct LogoutCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Delete the stored password of a server.",
        discussion:
            "With --netrc it is that in ~/.netrc. What pyftpsync has stored for the host is the same entry of the keyring, and gone then, too."
    )

    @Argument(
        help: "A task of the project file, or ftp://user@host; without it the file's default_task.", completion: .tasks)
    var target: String?

    @OptionGroup var options: TaskOnlyOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await options.deployment(at: target, in: context).logOut(
            options.server.netrc == true ? .netrc : .keyring(isExact: false))
    }
}
