internal import ArgumentParser
internal import DeployModel
internal import FileTree
internal import Planning
internal import SyncTargets

extension GitHook.Moment: ExpressibleByArgument {}

/// `deploy hook install|uninstall|status`: deployments by git.
struct HookCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook", abstract: "Deploy when git pushes, commits, merges or receives.",
        subcommands: [Install.self, Uninstall.self, Status.self, Run.self])

    func run(in context: CommandContext) async throws -> ExitStatus {
        context.err(Self.helpMessage() + "\n")
        return .usage
    }

    /// `deploy hook install [MOMENT]`.
    struct Install: ParsableCommand, ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "install", abstract: "Install the hook in this repository.",
            discussion: """
                A hook that is there already is kept, and runs first. pre-push deploys what is about to be pushed, and stops \
                the push if that fails; post-receive belongs into the bare repository that is pushed to. What is deployed is \
                the commit, whatever the folder holds. DEPLOY_SKIP=1 and git's --no-verify pass over it.
                """)

        @Argument(help: "pre-push (post-receive in a bare repository), post-commit, post-merge or post-receive.")
        var moment: GitHook.Moment?

        @Option(help: "The task; without it the file's default_task.", completion: .tasks)
        var task: String?

        @Option(help: "The branches to deploy, by name or pattern; without it the one that is checked out.")
        var branch: String?

        func run(in context: CommandContext) async throws -> ExitStatus {
            let isBare = await Git.run(["rev-parse", "--is-bare-repository"], in: context.currentFolder).word == "true"
            if !isBare { try checkProject(context) }
            let hook = try await GitHook.find(moment ?? (isBare ? .postReceive : .prePush), in: context.currentFolder)
            let checkedOut = branch == nil ? try await HookCommand.currentBranch(context.currentFolder) : ""
            let branch = branch ?? checkedOut
            var arguments = ["--branch", branch]
            if let task { arguments += ["--task", task] }
            // A hook below the project's folder has to find its file.
            let prefix = await Git.run(["rev-parse", "--show-prefix"], in: context.currentFolder).line
            if !prefix.isEmpty { arguments += ["--folder", prefix] }
            try hook.install(context.program, arguments)
            context.out(
                "Installed \(hook.path): deploys \(task.map { "the task '\($0)'" } ?? "the default task") for the branch \(branch).\n"
            )
            return .success
        }

        /// Makes sure that there is a project file here, with the task in it: the hook would only find out at the next push.
        private func checkProject(_ context: CommandContext) throws {
            let (config, _) = try ProjectFile.find(from: context.currentFolder).load(in: context)
            _ = try ResolvedTask(config, task: task)
        }
    }

    /// `deploy hook uninstall [MOMENT]`.
    struct Uninstall: ParsableCommand, ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "uninstall", abstract: "Take the hook out; what was there before comes back as it was.")

        @Argument(help: "pre-push, post-commit, post-merge or post-receive; without it all of them.")
        var moment: GitHook.Moment?

        func run(in context: CommandContext) async throws -> ExitStatus {
            var count = 0
            for moment in moment.map({ [$0] }) ?? GitHook.Moment.allCases {
                let hook = try await GitHook.find(moment, in: context.currentFolder)
                guard try hook.uninstall() else { continue }
                context.out("Took out \(hook.path).\n")
                count += 1
            }
            if count == 0 { context.out("No hook of deploy is installed here.\n") }
            return .success
        }
    }

    /// `deploy hook status`.
    struct Status: ParsableCommand, ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Tell which hooks are installed, and what they run.")

        func run(in context: CommandContext) async throws -> ExitStatus {
            var count = 0
            for moment in GitHook.Moment.allCases {
                let hook = try await GitHook.find(moment, in: context.currentFolder)
                guard hook.isInstalled else { continue }
                context.out("\(moment.rawValue)  \(hook.command ?? hook.path)\n")
                count += 1
            }
            if count == 0 { context.out("No hook of deploy is installed here.\n") }
            return .success
        }
    }

    /// `deploy hook run MOMENT`: what the hook calls.
    struct Run: ParsableCommand, ContextCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "What an installed hook calls.", shouldDisplay: false)

        @Argument(help: "Which hook.")
        var moment: GitHook.Moment

        @Option(help: "The branches to deploy.")
        var branch: String

        @Option(help: "The task.", completion: .tasks)
        var task: String?

        @Option(help: "The folder of the project in the repository.")
        var folder: String?

        @Argument(help: "What git hands to the hook.")
        var given: [String] = []

        func run(in context: CommandContext) async throws -> ExitStatus {
            if context.environment["DEPLOY_SKIP"].map({ !$0.isEmpty && $0 != "0" }) ?? false {
                context.err("deploy: skipped (DEPLOY_SKIP)\n")
                return .success
            }
            var inner = context
            if let folder { inner.currentFolder = LocalPath.resolve(folder, from: context.currentFolder) }
            for push in try await pushes(context) {
                context.err("deploy: \(push.branch), commit \(push.commit.prefix(8))\n")
                var words = ["--commit", push.commit, "--wait", "300"]
                if let task { words.insert(task, at: 0) }
                let run = try RunCommand.parse(words)
                let status = try await run.run(in: inner)
                if status != .success { return status }
            }
            return .success
        }

        /// What is to be deployed.
        private func pushes(_ context: CommandContext) async throws -> [PushedCommits.Push] {
            if moment.readsInput {
                var input = ""
                while let line = try await context.readLine() { input += line + "\n" }
                return PushedCommits.wanted(input, moment, branch: branch)
            }
            let head = await Git.run(["rev-parse", "--verify", "HEAD"], in: context.currentFolder).word
            guard let current = try? await HookCommand.currentBranch(context.currentFolder),
                NamePattern(branch).matches(current)
            else { return [] }
            return [PushedCommits.Push(branch: current, commit: head)]
        }
    }

    /// The branch that is checked out.
    ///
    /// - Throws: ``UsageError`` where there is none.
    private static func currentBranch(_ folder: String) async throws -> String {
        let answer = await Git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], in: folder)
        guard answer.code == 0 else {
            throw UsageError(message: "no branch is checked out here", help: "name one with --branch")
        }
        return answer.line
    }
}
