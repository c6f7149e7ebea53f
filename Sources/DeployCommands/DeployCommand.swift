package import ArgumentParser
internal import Diagnostics
internal import FileTree
internal import LocalFiles
internal import Presentation
internal import SyncTargets

/// A command that runs in a context and ends with a status.
protocol ContextCommand: ParsableArguments, Sendable {
    /// Does the command's work.
    ///
    /// - Throws: `DiagnosticsError`, ``TargetError``, ``UsageError``, `CancellationError`.
    func run(in context: CommandContext) async throws -> ExitStatus
}

/// Something wrong in the words of a command line.
struct UsageError: Error, Hashable {
    let message: String
    var help: String?
}

/// `deploy`: the root of all commands.
package struct DeployCommand: ParsableCommand, ContextCommand {
    /// Name, help and commands.
    package static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Puts a folder on a web server, the way a project file says it.",
        discussion: """
            deploy init              write a project file
            deploy run               the project's default task
            deploy run NAME -n       show what the task NAME would do
            deploy rollback          bring back what was live before
            deploy doctor            what the task's server is and can
            deploy tree TARGET       what a folder or a server holds
            deploy serve DIR         a server on this machine, to rehearse with

            Exit codes: 0 done, 1 failed, 2 wrong usage or project file, 3 stopped by Ctrl-C, 10 conflicts left alone \
            (with --report-problems).
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Deployment",
                subcommands: [
                    RunCommand.self, UploadCommand.self, DownloadCommand.self, SynchronizeCommand.self,
                    ApplyCommand.self, RollbackCommand.self,
                ]),
            CommandGroup(
                name: "Inspection",
                subcommands: [
                    StatusCommand.self, HistoryCommand.self, DiffCommand.self, TreeCommand.self, ScanCommand.self,
                    DoctorCommand.self,
                ]),
            CommandGroup(
                name: "Take-over",
                subcommands: [PullCommand.self, AdoptCommand.self, UnlockCommand.self]),
            CommandGroup(
                name: "Project file",
                subcommands: [InitCommand.self, TasksCommand.self, CheckCommand.self, ExplainCommand.self]),
            CommandGroup(
                name: "Password", subcommands: [LoginCommand.self, LogoutCommand.self, CredentialsCommand.self]),
            CommandGroup(name: "Git and rehearsal", subcommands: [HookCommand.self, ServeCommand.self]),
        ])

    @Flag(name: [.customShort("V"), .long], help: "Print the version; with -v also that of the libraries.")
    var version = false

    /// The root without arguments; the parser fills it in.
    package init() {}

    func run(in context: CommandContext) async throws -> ExitStatus {
        guard version else {
            context.err(Self.helpMessage() + "\n")
            return .usage
        }
        context.out(VersionText.render(detailed: false))
        return .success
    }

    /// Runs a command line (without the program's name) and gives the exit code.
    package static func main(_ arguments: [String], in context: CommandContext) async -> Int32 {
        RunningProcess.forbidDumps()
        // A flag -v of the root itself would swallow that of the commands, so this one pair is looked at here.
        if ArgumentOrder.asksForDetailedVersion(arguments) {
            context.out(VersionText.render(detailed: true))
            return ExitStatus.success.rawValue
        }
        let arguments = ArgumentOrder.normalized(arguments)
        var context = context
        if let service = CIService.named(in: arguments) { context.service = service }
        do {
            var parsed = try parseAsRoot(arguments)
            guard let command = parsed as? any ContextCommand else {
                // The parser's own commands, such as help, end by throwing what they have to say.
                try parsed.run()
                return ExitStatus.success.rawValue
            }
            return try await Interruption.watching(context) { [context] in try await command.run(in: context) }.rawValue
        } catch {
            let colour = arguments.contains("--no-color") ? false : arguments.contains("--color") ? true : nil
            return report(error, in: context, colour: colour).rawValue
        }
    }

    private static func report(_ error: any Error, in context: CommandContext, colour: Bool?) -> ExitStatus {
        let style = context.errorStyle(colour: colour)
        let word = style.paint("error:", .danger)
        switch error {
        case let error as DiagnosticsError:
            for diagnostic in error.diagnostics {
                context.err(DiagnosticText.render(diagnostic, style: style))
                // The runner reads both streams; standard output may be for a program.
                if context.service == .github { context.err(JobAnnotation.text(diagnostic, context)) }
            }
            return .usage
        case let error as TargetError:
            annotate(error.message, in: context)
            context.err("\(word) \(shown(error.message))\n\(helpLine(error.help, style))")
            return .failure
        case let error as UsageError:
            annotate(error.message, in: context)
            context.err("\(word) \(shown(error.message))\n\(helpLine(error.help, style))")
            return .usage
        case let status as ExitStatus: return status
        default: return reportParsing(error, in: context)
        }
    }

    /// Marks the step of a job with what went wrong.
    private static func annotate(_ message: String, in context: CommandContext) {
        guard context.service == .github else { return }
        context.err(DiagnosticRecord.annotation(error: SecretMask.urls(message)))
    }

    /// A message safe for a terminal. Its own line breaks are those of lists, and their lines are indented, so that none
    /// can begin a CI command.
    private static func shown(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { index, line in
                let text = VisibleText.escaping(SecretMask.urls(String(line)))
                return index == 0 || text.hasPrefix("  ") ? text : "  " + text
            }
            .joined(separator: "\n")
    }

    private static func helpLine(_ help: String?, _ style: Style) -> String {
        help.map { "  \(style.paint("help:", .good)) \($0)\n" } ?? ""
    }

    private static func reportParsing(_ error: any Error, in context: CommandContext) -> ExitStatus {
        let text = fullMessage(for: error)
        if exitCode(for: error) == .success {
            context.out(text + "\n")
            return .success
        }
        guard exitCode(for: error) == .validationFailure else {
            context.err("error: \(error)\n")
            return .failure
        }
        context.err(text + "\n")
        return .usage
    }
}
