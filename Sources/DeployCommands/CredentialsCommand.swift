internal import ArgumentParser
internal import DeployModel
internal import Diagnostics
internal import Planning
internal import Presentation

/// `deploy credentials [TASK]`: where the passwords of the tasks would come from; no password is shown.
struct CredentialsCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials", abstract: "Tell where the password of each task would come from.",
        discussion: """
            What a run looks at, in this order: the URL, --user and --password-file, the task, DEPLOY_USER and \
            DEPLOY_PASSWORD, the keyring, ~/.netrc, the person at the terminal. Nothing is connected, and no password is shown.
            """)

    @Argument(help: "A task of the project file; without it all of them.", completion: .tasks)
    var task: String?

    @OptionGroup var options: TaskOnlyOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        if let task {
            try await tell(task, context)
            return .success
        }
        let (config, _) = try ProjectFile.find(from: context.currentFolder).load(in: context)
        var status = ExitStatus.success
        for name in config.tasks.filter({ !$0.value.isAbstract }).keys.sorted() {
            do {
                try await tell(name, context)
            } catch let error as DiagnosticsError {
                let style = context.errorStyle(colour: options.output.color)
                for diagnostic in error.diagnostics { context.err(DiagnosticText.render(diagnostic, style: style)) }
                status = .usage
            }
        }
        return status
    }

    private func tell(_ name: String, _ context: CommandContext) async throws {
        let deployment = try options.deployment(of: name, in: context)
        let style = context.style(colour: options.output.color)
        context.out("\(style.paint(name, .strong))  \(deployment.planned.plan.remote)\n")
        try await deployment.describeLogin()
    }
}
