internal import Credentials
internal import DeployModel
internal import Execution
internal import FileTree
internal import Logging
internal import Planning
internal import Presentation
internal import SyncEngine
internal import SyncTargets
internal import TargetBackends

/// Looking at what a folder or a server holds: `tree` and `scan`.
extension Deployment {
    /// A look at a target that the command line names; `given` is what else it says.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``.
    init(
        looking target: String, _ given: SettingsLayer, _ output: OutputOptions,
        reports: ReportFiles = ReportFiles(), _ context: CommandContext
    ) throws {
        var arguments = SettingsLayer()
        for (key, value) in [("command", SyncCommand.tree.rawValue), ("remote", target)] {
            arguments.settings[key] = .value(Located(.string(value), .commandLine("'\(key)'")))
        }
        let settings = TaskSettings(name: Located("tree", .builtIn), own: given.over(arguments))
        let resolved = ResolvedTask(settings, name: nil, folder: context.currentFolder)
        self.init(
            planned: try Planner.plan(resolved, invocation: context.invocation, access: ProjectFile.read),
            options: RunSettings(resolved, output, reports: reports), warnings: [], project: nil, context: context)
    }

    /// Shows what the plan's remote holds; writes nothing anywhere.
    func showTree(asJSON: Bool = false) async throws -> ExitStatus {
        let plan = planned.plan
        let tree = try await withTarget { target in
            try await TreeScanner.scan(target, filter: plan.filter, parallel: target.writers)
        }
        warn(of: tree)
        context.out(
            asJSON
                ? TreeText.json(tree, plan.listing)
                : TreeText.render(
                    tree, root: plan.remote.description, plan.listing, style: context.style(colour: options.colour),
                    time: LocalTime.text))
        return .success
    }

    /// What a scan does.
    struct Scan {
        /// Whether names are listed.
        let lists: Bool
        /// Whether folders are looked into.
        let isRecursive: Bool
        /// The names of files to delete, wherever they are found.
        let removes: Set<String>
        /// Whether they are only shown.
        let isDryRun: Bool
    }

    /// Counts or lists what the plan's remote holds, and deletes what is asked for.
    func scan(_ scan: Scan) async throws -> ExitStatus {
        let plan = planned.plan
        let style = context.style(colour: options.colour)
        return try await withTarget { target in
            let depth = scan.isRecursive ? nil : 1
            let tree = try await TreeScanner.scan(
                target, filter: plan.filter, parallel: target.writers, depth: depth)
            warn(of: tree)
            if scan.lists { context.out(TreeText.list(tree, style: style, time: LocalTime.text)) }
            let found = tree.excluded.filter { $0.value == .file && scan.removes.contains($0.key.name) }.keys.sorted()
            for path in found { context.out(style.paint("DELETE \(path)", .danger) + "\n") }
            context.out(TreeText.summary(tree) + "\n")
            guard !scan.isDryRun else { return .success }
            var status = ExitStatus.success
            for result in try await target.performInAnyOrder(found.map { .deleteFile($0) }) {
                guard case .failed(let error) = result else { continue }
                context.err("error: \(error.message)\n")
                status = .failure
            }
            return status
        }
    }

    /// Takes away the lock that lies on the plan's remote, unless its owner is alive on this machine.
    ///
    /// - Throws: ``TargetError``.
    func unlock() async throws -> ExitStatus {
        try await withTarget { target in
            // Where it lies under another name, that has to be found first.
            _ = try await RemoteState.folder(on: target)
            let sight = try await RemoteLock.sight(of: target)
            guard sight.isThere else {
                context.out("No lock lies on \(target.name).\n")
                return .success
            }
            let owner = sight.owner?.text(LocalTime.text) ?? "nobody who has signed"
            if let pid = sight.owner?.process(in: .process) {
                throw TargetError(
                    .locked,
                    "the run of \(owner) is still at work on \(target.name), as process \(pid) of this machine",
                    help: "end that process first")
            }
            guard try await RemoteLock.takeAway(sight, from: target) == true else {
                throw TargetError(
                    .locked, "the lock on \(target.name) could not be taken away: \(owner)",
                    help: "its run may be alive; if not, remove the folder \(target.statePlace)/lock there")
            }
            context.out("Took away the lock on \(target.name): it was that of \(owner).\n")
            return .success
        }
    }

    private func withTarget<Result: Sendable>(
        _ body: (any SyncTarget) async throws -> Result
    ) async throws -> Result {
        let style = context.errorStyle(colour: options.colour)
        for warning in warnings + planned.warnings { context.err(DiagnosticText.render(warning, style: style)) }
        try PlanSupport.check(planned.plan)
        let target = try await factory(logger(style)).target(
            for: planned.plan.remote, password: givenPassword,
            connection: ConnectionPolicy(planned.plan))
        do {
            _ = try await target.open()
            let result = try await body(target)
            await target.close()
            return result
        } catch {
            await target.close()
            throw error
        }
    }

    private func warn(of tree: Snapshot) {
        let logger = logger(context.errorStyle(colour: options.colour))
        for name in tree.skipped { logger.warning("\(name.path): \(name.reason)") }
    }
}
