internal import Credentials
internal import DeployModel
internal import LocalFiles

extension LoginSources {
    /// The sources that a policy allows, as this process has them.
    ///
    /// - Parameters:
    ///   - folder: where `password_command` is run.
    ///   - tell: is handed a line when a person has to look at the keyring's own window, or at a file's permissions.
    static func process(
        _ policy: CredentialPolicy, in folder: String, _ context: CommandContext,
        tell: @escaping @Sendable (String) -> Void
    ) -> LoginSources {
        func variable(_ name: String) -> String? { context.environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let person = policy.prompt == .never ? nil : context.person
        var sources = LoginSources(
            environment: (variable("DEPLOY_USER"), variable("DEPLOY_PASSWORD").map { Secret($0) }), person: person,
            readFile: { path in
                if DiskFile.isReadableByOthers(path) {
                    tell("the password file \(path) can be read by others: chmod 600")
                }
                return try PasswordInput.file(path)
            },
            runCommand: { try await PasswordInput.command($0, in: folder, isWatched: person != nil) })
        if policy.usesKeyring {
            sources.keyring = SecretService(environment: context.environment, mayAsk: person != nil) {
                tell("waiting for the keyring to be unlocked; Ctrl-C ends that, --no-keyring does without it")
            }
        }
        if policy.usesNetrc,
            let netrc = NetrcOnDisk(
                environment: context.environment, home: context.home, current: context.currentFolder)
        {
            sources.netrc = { netrc.read() }
        }
        return sources
    }
}

extension LoginSources.Person {
    /// Whoever sits at the terminal of this process; nil where nobody does.
    static func atTerminal(_ environment: [String: String]) -> LoginSources.Person? {
        guard TerminalPrompt.isThere else { return nil }
        let name = ["LOGNAME", "USER"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return LoginSources.Person(
            name: name ?? Login.anonymous.user,
            line: { try await TerminalPrompt.line($0) },
            secret: { try await TerminalPrompt.secret($0).map { Secret(bytes: $0) } })
    }
}
