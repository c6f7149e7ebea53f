internal import ArgumentParser
internal import ConfigLoading
internal import DeployModel
internal import Diagnostics
internal import FileTree
internal import Glibc
internal import LocalFiles
internal import Planning
internal import Presentation

/// `deploy init`: a project file for the current folder.
struct InitCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a project file for the current folder.",
        discussion: """
            Without --remote the questions are asked on the terminal. An existing file is never overwritten. The schema for editors is put \
            beside it, in .deploy/.
            """)

    @Option(help: "Where it goes: ftp://user@host/path, ftps://…, or a folder of this machine.")
    var remote: String?

    @Option(help: "The local folder, seen from the current one.")
    var local: String?

    @Option(help: "The name of the task.")
    var task: String?

    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let folder = context.currentFolder
        if let name = ProjectFile.existing(in: folder).first {
            throw UsageError(message: "\(name) is there already; it was not touched", help: "edit it, or move it away")
        }
        guard remote != nil || (context.isInputTerminal && context.isTerminal) else {
            throw UsageError(message: "nobody can be asked here", help: "give --remote ftp://user@host/path")
        }
        guard let answers = try await answers(in: context) else {
            context.err("nothing was written\n")
            return .aborted
        }
        try write(answers, to: folder, context)
        return .success
    }

    // MARK: Questions

    private struct Answers {
        var remote: RemoteURL.Parsed
        var remoteText: String
        var local: String
        var task: String
    }

    /// What the options say, and what a person answers; nil where the answers end.
    private func answers(in context: CommandContext) async throws -> Answers? {
        let asks = context.isInputTerminal && context.isTerminal && remote == nil
        guard let (text, parsed) = try await remoteAnswer(in: context, asks: asks) else { return nil }
        var folder = local
        if folder == nil, asks {
            folder = try await ask("Which folder?", ".", context)
            if folder == nil { return nil }
        }
        var name = task
        if name == nil, asks {
            name = try await ask("What is the task called?", "production", context)
            if name == nil { return nil }
        }
        return Answers(remote: parsed, remoteText: text, local: folder ?? ".", task: name ?? "production")
    }

    private func remoteAnswer(
        in context: CommandContext, asks: Bool
    ) async throws -> (String, RemoteURL.Parsed)? {
        while true {
            let given = asks ? try await ask("Where does it go (ftp://user@host/path)?", nil, context) : remote
            guard let text = given else { return nil }
            do throws(RemoteURL.Problem) {
                guard !text.isEmpty else {
                    throw RemoteURL.Problem(message: "it is empty", help: "write ftp://user@host/path")
                }
                return (text, try RemoteURL.parse(text, relativeTo: context.currentFolder))
            } catch {
                let message = "'\(SecretMask.urls(text))' cannot be used: \(error.message)"
                guard asks else { throw UsageError(message: message, help: error.help) }
                context.err("\(message)\(error.help.map { "; \($0)" } ?? "")\n")
            }
        }
    }

    private func ask(_ question: String, _ fallback: String?, _ context: CommandContext) async throws -> String? {
        context.out("\(question)\(fallback.map { " [\($0)]" } ?? "") ")
        guard let line = try await context.readLine() else {
            context.out("\n")
            return nil
        }
        let answer = line.drop { $0 == " " }
        return answer.isEmpty ? fallback ?? "" : String(answer)
    }

    // MARK: Files

    private func write(_ answers: Answers, to folder: String, _ context: CommandContext) throws {
        let isServer = if case .server = answers.remote.location { true } else { false }
        let text = ProjectTemplate.render(
            schema: ".deploy/pyftpsync.schema.json", task: answers.task, local: answers.local,
            // A path stays as it was written, so that the project can be moved.
            remote: isServer ? answers.remote.location.description : answers.remoteText, isProtected: isServer)
        try Self.check(text, folder, context)
        let name = ProjectFile.names[0]
        do throws(SystemError) {
            let root = try RootedFolder(path: folder)
            try Self.create(name, text, in: root, existing: .refuse)
        } catch {
            throw UsageError(
                message: "\(name) cannot be written: \(error.reason)", help: "check the permissions of \(folder)")
        }
        writeSchema(folder, context)
        context.out("Wrote \(name) with the task '\(answers.task)'. 'deploy run -n' shows what it would send.\n")
        if answers.remote.password != nil {
            context.out("The password was left out: 'deploy login' stores it in the keyring or in ~/.netrc.\n")
        }
    }

    /// What is written must be right: it goes through the reader and the planner first.
    private static func check(_ text: String, _ folder: String, _ context: CommandContext) throws {
        let source = ConfigLoader.Source(path: ProjectFile.names[0], folder: folder, bytes: Array(text.utf8))
        do throws(DiagnosticsError) {
            let config = try ConfigLoader.load(source, environment: [:], access: ProjectFile.read).0
            _ = try Planner.plan(
                ResolvedTask(config, task: nil), invocation: context.invocation, access: ProjectFile.read)
        } catch {
            let problem = error.diagnostics.first { $0.severity == .error }
            throw UsageError(message: problem?.message ?? "these answers do not go together", help: problem?.help)
        }
    }

    /// Editors find the schema beside the file; git does not see it.
    private func writeSchema(_ folder: String, _ context: CommandContext) {
        guard let root = try? RootedFolder(path: folder), let own = RelativePath(".deploy") else { return }
        try? root.makeFolder(own)
        do throws(SystemError) {
            try Self.create(".deploy/.gitignore", "*\n", in: root, existing: .replace)
            try Self.create(".deploy/pyftpsync.schema.json", SchemaGenerator.schema(), in: root, existing: .replace)
        } catch {
            context.err("warning: the schema for editors could not be written: \(error.reason)\n")
        }
    }

    private static func create(
        _ path: String, _ text: String, in root: RootedFolder, existing: RootedFolder.Existing
    ) throws(SystemError) {
        guard let relative = RelativePath(path) else { throw SystemError("open", path, number: EINVAL) }
        try root.openForWriting(relative, existing: existing).write(Array(text.utf8), at: 0, path: path)
    }
}
