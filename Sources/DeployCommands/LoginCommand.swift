internal import ArgumentParser
internal import DeployModel

/// `deploy login [TASK|URL]`: stores the password of a server, once that has taken it.
struct LoginCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Store the password of a server, in the keyring or in ~/.netrc.",
        discussion: """
            The password is asked for (or comes from --password-file, the task or DEPLOY_PASSWORD), tried at the server, and \
            stored in the keyring, or with --netrc in ~/.netrc, where later runs find it. pyftpsync finds it in the keyring as well.
            """)

    @Argument(
        help: "A task of the project file, or ftp://user@host; without it the file's default_task.", completion: .tasks)
    var target: String?

    @Flag(help: "In the keyring: only for this user and port, in an entry of its own.")
    var exact = false

    @OptionGroup var options: TaskOnlyOptions

    func validate() throws {
        if options.server.netrc == true, exact {
            throw ValidationError("--exact is about the keyring; ~/.netrc knows no ports")
        }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        try await options.deployment(at: target, in: context).logIn(
            options.server.netrc == true ? .netrc : .keyring(isExact: exact))
    }
}
