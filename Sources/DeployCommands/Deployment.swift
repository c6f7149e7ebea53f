internal import Credentials
internal import DeployModel
internal import Diagnostics
internal import Execution
internal import FileTree
internal import LocalFiles
internal import Logging
internal import Planning
internal import Presentation
internal import SyncEngine
internal import SyncTargets
internal import Synchronization
internal import TargetBackends

/// One run of a plan from the command line: targets, executor, reporter.
struct Deployment: Sendable {
    let planned: Planner.Result
    let options: RunSettings
    let warnings: [Diagnostic]
    let context: CommandContext
    /// What this machine remembers of servers.
    let notes: ServerNotes
    /// What this machine knows of the two folders.
    private let records: PairRecords
    /// Where commands are run: the project file's folder, else the current one.
    let folder: String
    /// The commit whose files are deployed; nil where it is the folder as it is.
    private let checkout: CommitCheckout?
    /// What nothing may show.
    let secrets: KnownSecrets

    /// A run; `project` is the folder of the project file, nil for a command that does without.
    init(
        planned: Planner.Result, options: RunSettings, warnings: [Diagnostic], project: String?,
        checkout: CommitCheckout? = nil, context: CommandContext
    ) {
        self.checkout = checkout
        var planned = planned
        planned.plan.keepOut(options.reports.paths)
        self.planned = planned
        secrets = KnownSecrets([
            planned.password?.text, planned.localPassword, context.environment["DEPLOY_PASSWORD"],
        ])
        self.options = options
        self.warnings = warnings
        self.context = context
        self.folder = project ?? context.currentFolder
        // What is remembered belongs to the work tree; the checkout is gone tomorrow.
        let own = checkout.map { checkout in project.flatMap(checkout.original) } ?? project
        let folder = LocalState.folder(project: own, context)
        notes = ServerNotes(in: folder, now: context.now)
        records = PairRecords(in: checkout == nil ? folder : nil)
    }

    /// Runs it, or shows what it would do.
    func run() async throws -> ExitStatus {
        if planned.plan.command == .tree {
            try options.reports.refuse(with: "'command: tree'")
            return try await showTree()
        }
        let style = context.style(colour: options.colour)
        let plan = planned.plan
        for warning in warnings + planned.warnings {
            context.err(DiagnosticText.render(warning, style: context.errorStyle(colour: options.colour)))
            log?.add(DiagnosticText.render(warning, style: Style(usesColour: false)))
        }
        if !options.isJSON, plan.dryRun || options.verbosity >= .server, options.verbosity > .silent {
            context.out(planText(style))
        }
        return try await telling(
            as: runName(), onlyLooks: plan.dryRun,
            listsConflicts: plan.dryRun || plan.resolve != .ask || plan.command != .upload,
            showsSide: plan.command != .upload
        ) { listeners in
            try await build(listeners)
            try check()
            return try await withExecutor(emit: { listeners.hear($0) }) { try await execute($0, listeners, style) }
        }
    }

    /// Whether the files are those of a commit.
    var isOfCommit: Bool { checkout != nil }

    /// The plan in words.
    func planText(_ style: Style) -> String {
        let plan = planned.plan
        let source = checkout.map { checkout in
            let place = plan.localPath.flatMap(checkout.original) ?? checkout.repository
            return "\(place), commit \(checkout.commit.prefix(12))"
        }
        return PlanText.render(plan, source: source, sources: planned.sources, style: style)
    }

    /// What git knows of what is deployed.
    var history: GitHistory {
        GitHistory(folder: checkout?.repository ?? planned.plan.localPath, commit: checkout?.commit)
    }

    /// Compares both sides and changes nothing.
    func compare() async throws -> ChangeSet {
        try check()
        return try await withExecutor(emit: { _ in }) { try await $0.prepare().changes }
    }

    /// Looks at the server of the plan; nil where that is a folder of this machine.
    func examineServer() async throws -> ServerReport? {
        let plan = planned.plan
        if plan.usesSFTP { try PlanSupport.check(plan) }
        let logger = logger(context.errorStyle(colour: options.colour))
        let factory = factory(logger)
        let examination = try await factory.examination(
            of: plan.remote, password: givenPassword, connection: ConnectionPolicy(plan),
            name: "deploy-doctor-\(RandomID.next().prefix(8))")
        return try await examination?.run()
    }

    func check() throws {
        try PlanSupport.check(planned.plan)
        if let objection = FoldersOnDisk.objection(to: planned.plan) { throw DiagnosticsError([objection]) }
    }

    /// Makes both targets, hands their executor to `body`, and closes them.
    func withExecutor<Result: Sendable>(
        changingPlan change: (inout SyncPlan) -> Void = { _ in }, override: Executor.Override? = nil,
        emit: @escaping @Sendable (ExecutionEvent) -> Void,
        _ body: (Executor) async throws -> Result
    ) async throws -> Result {
        var plan = planned.plan
        change(&plan)
        let logger = logger(context.errorStyle(colour: options.colour))
        let factory = factory(logger)
        let target = try await factory.target(
            for: plan.remote, password: givenPassword, connection: ConnectionPolicy(plan))
        let source = try await factory.source(
            for: plan.local, password: planned.localPassword.map { .text(Secret($0), origin: "the URL") },
            connection: ConnectionPolicy(plan),
            links: plan.links)
        let git = history
        let author = Author.name(context)
        let executor = Executor(
            plan: plan, local: source, remote: target,
            environment: Executor.Environment(
                now: context.now, randomID: { RandomID.next() }, known: notes.state(of: plan), remember: remember,
                lock: .process,
                recorded: recorded(logger), record: keep,
                origin: { Manifest.Origin(commit: await git.deployedCommit(), author: author) },
                containsCommit: { await git.contains($0) }, outside: .world(in: folder, context),
                timeText: LocalTime.text),
            override: override, emit: emit)
        do {
            let result = try await body(executor)
            await target.close()
            await source.close()
            return result
        } catch {
            await target.close()
            await source.close()
            throw error
        }
    }

    private func execute(
        _ executor: Executor, _ listeners: RunListeners, _ style: Style
    ) async throws -> Ending {
        if planned.plan.dryRun { return showDryRun(try await executor.prepare(), listeners, style) }
        let question = ChangeQuestion(context: context) { changeList($0, style) }
        let policy = planned.plan.confirm
        let outcome = try await executor.run(judge: judge(listeners, style)) { changes in
            guard policy.asks(about: changes), question.isPossible else { return }
            listeners.clearScreen()
            try await question.ask(changes)
        }
        listeners.clearScreen()
        return finish(outcome, listeners, style)
    }

    /// Shows what a run would do.
    func showDryRun(_ prepared: Executor.Prepared, _ listeners: RunListeners, _ style: Style) -> Ending {
        listeners.clearScreen()
        let changes = prepared.changes
        let kept = planned.plan.keep > 0 ? prepared.replaced : nil
        if options.isJSON {
            context.out(EventRecord.dryRun(changes, seconds: listeners.elapsed) + "\n")
        } else {
            show(planned: changes, style, keeping: kept)
        }
        listeners.write(changes.changes.map { ChangeText.line($0, style: Style(usesColour: false)) + "\n" }.joined())
        if let kept, kept.files > 0 { listeners.write(ChangeText.keeping(kept.files, kept.bytes)) }
        return Ending(
            status: status(conflicts: changes.conflicts.count), end: .dryRun,
            verdict: "Dry run, nothing was changed: \(ChangeText.summary(changes))", planned: changes)
    }

    /// Tells of a run that came to its end.
    func finish(_ outcome: Outcome, _ listeners: RunListeners, _ style: Style) -> Ending {
        let seconds = listeners.elapsed
        let plan = planned.plan
        if options.isJSON { context.out(EventRecord.finished(outcome, location: plan.remote, seconds: seconds) + "\n") }
        let ending = finished(outcome, style) { style in
            OutcomeText.render(
                outcome, of: plan.command, location: plan.remote, seconds: seconds,
                withRate: options.verbosity >= .server, style: style)
        }
        if !options.isJSON, let wayBack = wayBack(outcome, listeners) {
            context.out(style.paint(wayBack, .faint) + "\n")
        }
        return ending
    }

    /// How the person at the terminal brings back what was live before; nil where nothing was kept.
    private func wayBack(_ outcome: Outcome, _ listeners: RunListeners) -> String? {
        let plan = planned.plan
        guard context.isTerminal, options.verbosity >= .changes, plan.command == .upload, plan.keep > 0,
            outcome.run != nil, listeners.hasReplaced
        else { return nil }
        return "'\(plan.rollbackCommand)' brings back what was live before"
    }

    /// Who decides about conflicts: the person at the terminal, if there is one, something is to be done, and the plan does
    /// not say that they stay. Who is gone has no time, so `old` and `new` leave some.
    private func judge(_ listeners: RunListeners, _ style: Style) -> Executor.Judge? {
        let plan = planned.plan
        guard context.isInputTerminal, context.isTerminal, !plan.dryRun, [.ask, .old, .new].contains(plan.resolve)
        else {
            return nil
        }
        let dialogue = ConflictDialogue(command: plan.command, context: context, style: style)
        return { conflicts, reader in
            listeners.clearScreen()
            return try await dialogue.decide(conflicts, reader)
        }
    }

    /// What both folders were behind the last run of this machine.
    private func recorded(_ logger: Logger) -> Manifest? {
        do {
            return try records.record(of: planned.plan)
        } catch {
            logger.warning("\(error.reason); both sides are compared as if for the first time")
            return nil
        }
    }

    /// Keeps what both folders are now. Without it the next run has to compare them by size and time.
    private func keep(_ record: Manifest) {
        do {
            try records.save(record, of: planned.plan)
        } catch {
            logger(context.errorStyle(colour: options.colour)).warning(
                "what was done cannot be recorded on this machine: \(error)")
        }
    }

    /// Keeps what was found out for the next run, which does without where that fails.
    private func remember(_ state: KnownState) {
        do {
            try notes.save(state, of: planned.plan)
        } catch {
            logger(context.errorStyle(colour: options.colour)).info("nothing is remembered of the server: \(error)")
        }
    }

    /// The maker of targets.
    func factory(_ logger: Logger) -> TargetFactory {
        let sources = sources(logger)
        let plan = planned.plan
        return TargetFactory(
            sources: sources,
            accepted: { [secrets] login, query in
                if login.isPersonal { secrets.add(login.password) }
                guard plan.credentials.storesPassword, !plan.dryRun else { return }
                await Self.store(login, query, in: sources.keyring, logger)
            }, logger: logger, notes: notes, clock: context.now)
    }

    /// Where log-ins are looked for.
    func sources(_ logger: Logger) -> LoginSources {
        .process(planned.plan.credentials, in: folder, context) { logger.warning("\($0)") }
    }

    /// Keeps a log-in that a server has taken; that it cannot be kept stops nobody.
    private static func store(
        _ login: Login, _ query: LoginQuery, in keyring: (any Keyring)?, _ logger: Logger
    ) async {
        guard login.isPersonal, !login.isFromKeyring else { return }
        guard let keyring else { return logger.warning("the password was not stored: the keyring is switched off") }
        do throws(KeyringFailure) {
            let name = try await LoginStore(keyring).store(login, host: query.host, port: query.port)
            logger.info("the password is stored in the keyring, entry '\(name)'")
        } catch {
            logger.warning("the password was not stored: the keyring \(error.text); \(error.help)")
        }
    }

    /// The password that is written down for the remote.
    var givenPassword: LoginQuery.GivenPassword? {
        planned.password.map { .text(Secret($0.text), origin: $0.origin) }
    }

    /// The exit code of a run that came to its end.
    func status(conflicts: Int) -> ExitStatus {
        options.reportsProblems && conflicts > 0 ? .problems : .success
    }

    /// Shows what would be done.
    func show(
        planned changes: ChangeSet, _ style: Style, keeping kept: (files: Int, bytes: Int64)? = nil,
        isWayBack: Bool = false
    ) {
        if options.verbosity >= .changes { context.out(changeList(changes, style)) }
        if options.verbosity >= .summary {
            let conflicts = changes.conflicts.count
            let stops = planned.plan.resolve == .ask && planned.plan.command == .upload
            let verb = stops ? "the run would stop at" : "the run would leave alone"
            let stop = conflicts > 0 ? "; \(verb) \(Quantity.count(conflicts, "conflict"))" : ""
            context.out(
                "\(style.paint("Dry run", .strong)), nothing was changed: \(ChangeText.summary(changes, isWayBack: isWayBack))\(stop)\n"
            )
            if let kept, kept.files > 0 { context.out(ChangeText.keeping(kept.files, kept.bytes) + "\n") }
        }
    }

    /// The changes: as a tree for a person at a terminal, a line each where it goes to a program or a log.
    func changeList(_ changes: ChangeSet, _ style: Style) -> String {
        let showsSide = planned.plan.command != .upload
        guard context.isTerminal else {
            return changes.changes.map { ChangeText.line($0, showsSide: showsSide, style: style) + "\n" }.joined()
        }
        let isDetailed = options.verbosity >= .details
        return ChangeTreeText.render(
            ChangeTree(changes.changes),
            ChangeTreeText.Options(
                showsReason: isDetailed, showsSide: showsSide, foldsAbove: isDetailed ? nil : 100),
            style: style)
    }

    /// Where warnings and the dialogue go: to the person, and all but the dialogue to the log file.
    func logger(_ style: Style) -> Logger {
        let (verbosity, context, log) = (options.verbosity, context, log)
        return Logger(label: "deploy") { _ in
            var screen = DialogueLog(style: style, write: context.err)
            screen.logLevel =
                verbosity >= .dialogue
                ? .trace : verbosity >= .server ? .debug : verbosity >= .details ? .info : .warning
            guard let log else { return screen }
            var file = DialogueLog(style: Style(usesColour: false)) { log.add($0) }
            file.logLevel = .debug
            return MultiplexLogHandler([screen, file])
        }
    }
}
