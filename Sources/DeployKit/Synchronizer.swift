internal import Comparison
internal import Credentials
internal import DeployModel
internal import Execution
internal import FileTree
internal import LocalFiles
internal import Logging
internal import SyncEngine
internal import SyncTargets
internal import TargetBackends

/// Uploads, downloads or synchronizes two trees: what the commands of the same names do.
///
///     let statistics = try await Synchronizer(
///         .upload, local: .folder("~/temp"), remote: .ftp("example.com", path: "/temp", user: "joe", password: "…")
///     ).run()
public struct Synchronizer: Sendable {
    /// What is done with the two sides.
    public enum Command: Hashable, Sendable {
        /// The remote side becomes what the local one is.
        case upload
        /// The local side becomes what the remote one is.
        case download
        /// Each side takes over what changed on the other one.
        case sync
    }

    private let command: Command
    private let local: SyncSide
    private let remote: SyncSide
    private let options: SyncOptions

    /// A synchronization of two sides; nothing is connected yet.
    public init(_ command: Command, local: SyncSide, remote: SyncSide, options: SyncOptions = SyncOptions()) {
        self.command = command
        self.local = local
        self.remote = remote
        self.options = options
    }

    /// What a run would do. Nothing is written anywhere.
    ///
    /// - Throws: ``SyncError``, `CancellationError`.
    public func preview() async throws -> SyncPreview {
        try await withExecutor { executor in SyncPreview(try await executor.prepare(judge: judge).changes) }
    }

    /// Does it. A cancelled task leaves both sides consistent; the next run goes on.
    ///
    /// - Throws: ``SyncError``, `CancellationError`.
    public func run() async throws -> SyncStatistics {
        try await withExecutor { executor in
            SyncStatistics(try await executor.run(judge: judge))
        }
    }

    private var judge: Executor.Judge? {
        guard let settle = options.settle else { return nil }
        return { conflicts, _ in
            var answers: [RelativePath: ConflictResolution] = [:]
            for conflict in conflicts {
                answers[conflict.path] = try await settle(SyncPair(conflict), conflict.reason).resolution
            }
            return answers
        }
    }

    /// The program's word on each file.
    private var override: Executor.Override? {
        guard let decide = options.decide else { return nil }
        return { pair, decision in
            decide(SyncPair(pair), SyncDecision(decision)).decision(insteadOf: decision)
        }
    }

    private func withExecutor<Result: Sendable>(_ body: (Executor) async throws -> Result) async throws -> Result {
        do {
            let plan = try plan()
            let state = options.stateFolder.flatMap { StateFolder(absolute: SyncPaths.absolute($0)) }
            let notes = ServerNotes(in: state, now: SyncPaths.now)
            let factory = TargetFactory(
                sources: LoginSources(), logger: options.logger, notes: notes, clock: SyncPaths.now)
            let here = try await target(local, factory, isLocal: true)
            let there = try await target(remote, factory, isLocal: false)
            let executor = Executor(
                plan: plan, local: here, remote: there, environment: environment(plan, notes, PairRecords(in: state)),
                override: override, emit: log)
            do {
                let result = try await body(executor)
                await here.close()
                await there.close()
                return result
            } catch {
                await here.close()
                await there.close()
                throw error
            }
        } catch let error as TargetError {
            throw SyncError(error.message, help: error.help)
        }
    }

    private func environment(_ plan: SyncPlan, _ notes: ServerNotes, _ records: PairRecords) -> Executor.Environment {
        let logger = options.logger
        let recorded: Manifest?
        do throws(PairRecords.Unreadable) {
            recorded = try records.record(of: plan)
        } catch {
            logger.warning("\(error.reason)")
            recorded = nil
        }
        return Executor.Environment(
            now: SyncPaths.now, randomID: { SyncPaths.randomID() }, known: notes.state(of: plan),
            remember: { state in try? notes.save(state, of: plan) }, lock: .process, recorded: recorded,
            record: { record in
                do throws(SystemError) {
                    try records.save(record, of: plan)
                } catch {
                    logger.warning("what was done cannot be recorded on this machine: \(error)")
                }
            })
    }

    private func target(
        _ side: SyncSide, _ factory: TargetFactory, isLocal: Bool
    ) async throws -> any SyncTargets.SyncTarget {
        switch side.place {
        case .custom(let target): return CustomTarget(target, connections: options.connections)
        case .location(let location, let password, let certificates):
            let connection = ConnectionPolicy(
                limit: options.connections, timeout: options.timeout, certificates: certificates)
            let resolved = location.resolved
            let given = password.map { LoginQuery.GivenPassword.text($0, origin: "the caller") }
            if isLocal {
                return try await factory.source(
                    for: resolved, password: given, connection: connection, links: .follow)
            }
            return try await factory.target(for: resolved, password: given, connection: connection)
        }
    }

    // MARK: The plan

    private func plan() throws -> SyncPlan {
        func patterns(_ texts: [String]) -> [Located<String>] { texts.map { Located($0, .builtIn) } }
        let (here, there) = (local.location, remote.location)
        if here == there { throw SyncError("both sides are the same, \(here)", help: "name two") }
        guard let maxDelete = DeleteLimit(options.maxDelete) else {
            throw SyncError(
                "'\(options.maxDelete)' is no limit for deletions", help: "write a number or a share such as 50%")
        }
        return SyncPlan(
            task: nil, command: command.command, local: here, remote: there, scope: .root, project: options.project,
            rules: FilterRules(
                match: patterns(options.match), exclude: patterns(options.exclude), ignore: patterns(options.ignore)),
            delete: options.deleteUnmatched ? .all : options.delete.policy, deletesUnmatched: options.deleteUnmatched,
            maxDelete: maxDelete, allowed: patterns(options.allow), resolve: options.resolve.resolution,
            force: options.force, createFolder: options.createFolder,
            caseMode: options.foldsCase ? .local : .strict, keepsTimes: options.keepsTimes || command == .sync,
            switchOrder: options.switchOrder,
            migrate: false, wait: options.wait, connections: options.connections, timeout: options.timeout,
            activeMode: false,
            verifiesHostKeys: true,
            credentials: CredentialPolicy(usesKeyring: false, usesNetrc: false, prompt: .never),
            listing: ListingOptions(files: false, sorted: false), dryRun: false)
    }

    // MARK: The log

    private var log: @Sendable (ExecutionEvent) -> Void {
        let logger = options.logger
        return { event in
            switch event {
            case .skippedName(let text), .recovered(let text), .waiting(let text): logger.notice("\(text)")
            case .compared(let changes):
                for conflict in changes.conflicts + changes.leftAlone {
                    logger.notice("conflict: \(conflict.path): \(conflict.reason)")
                }
                for remark in changes.heldBack { logger.warning("held back: \(remark.path): \(remark.reason)") }
                for remark in changes.skipped + changes.drifted {
                    logger.debug("left alone: \(remark.path): \(remark.reason)")
                }
            case .done(let change):
                logger.info("\(change.action.rawValue) \(change.path) \(change.side.place): \(change.reason)")
            default: break
            }
        }
    }
}
