internal import Comparison
package import DeployModel
internal import FileTree
package import SyncEngine
package import SyncTargets

/// Runs a plan: connect, scan, compare, guard, apply, record. Emits events; prints nothing.
package struct Executor: Sendable {
    private let plan: SyncPlan
    private let source: any SyncTarget
    private let target: any SyncTarget
    private let environment: Environment
    private let emit: @Sendable (ExecutionEvent) -> Void

    /// What a run takes from outside.
    package struct Environment: Sendable {
        /// Seconds since the epoch, UTC.
        package var now: @Sendable () -> Int64
        /// 32 random lower-case hexadecimal digits.
        package var randomID: @Sendable () -> String
        /// What this machine remembers of the remote's state; nil where it never was there.
        package var known: KnownState?
        /// Keeps what is worth knowing for the next run.
        package var remember: @Sendable (KnownState) -> Void
        /// The git commit that is deployed; nil where there is none.
        package var commit: String?

        /// An environment from its parts.
        package init(
            now: @escaping @Sendable () -> Int64, randomID: @escaping @Sendable () -> String,
            known: KnownState? = nil, remember: @escaping @Sendable (KnownState) -> Void = { _ in },
            commit: String? = nil
        ) {
            self.now = now
            self.randomID = randomID
            self.known = known
            self.remember = remember
            self.commit = commit
        }
    }

    /// A run that was compared but has changed nothing yet.
    package struct Prepared: Sendable {
        /// What would be done.
        package let changes: ChangeSet
        fileprivate let state: RemoteState
        fileprivate let base: SyncBase
        fileprivate let local: Snapshot
        fileprivate let remote: Snapshot
    }

    /// An executor of a plan between two targets.
    package init(
        plan: SyncPlan, source: any SyncTarget, target: any SyncTarget, environment: Environment,
        emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.plan = plan
        self.source = source
        self.target = target
        self.environment = environment
        self.emit = emit
    }

    /// Connects, reads both sides and compares. Writes nothing anywhere.
    ///
    /// - Throws: ``TargetError``.
    package func prepare() async throws -> Prepared {
        _ = try await source.open()
        let (localTree, state, remote) = try await readBothSides()
        let (local, hashes) = localTree
        for name in local.skipped + remote.skipped { emit(.skippedName("\(name.path): \(name.reason)")) }
        // A pattern may well be about what is only on the server: that has to be seen.
        let unused = remote.looked == nil ? plan.rules.unused(scope: plan.scope, local.names + remote.names) : []
        if !unused.isEmpty { emit(.unusedPatterns(unused)) }
        let base = state.base(remote: remote)
        if let journal = state.journal { emit(.recovered(recoveryText(journal, state))) }
        let changes = UploadComparison.compare(
            base: base, local: local, hashes: hashes, remote: remote, foreign: state.foreign,
            policy: UploadComparison.Policy(delete: plan.delete, resolve: plan.resolve, force: plan.force))
        try Guards.check(changes, local: local, target: target)
        emit(.compared(changes))
        return Prepared(changes: changes, state: state, base: base, local: local, remote: remote)
    }

    /// Connects and reads what is recorded; nil where the root is missing and is to be made.
    private func readRecords() async throws -> RemoteState? {
        do {
            emit(.connected(greeting: try await target.open()))
        } catch let error as TargetError where error.code == .notFound && plan.createFolder {
            return nil
        }
        emit(.scanning)
        return try await RemoteState.read(
            from: target, project: plan.project, newToken: environment.randomID(), known: environment.known)
    }

    /// Reads both sides at the same time: the local folder whole, of the remote as much as the plan wants to be looked at.
    private func readBothSides() async throws -> (LocalTree, RemoteState, Snapshot) {
        async let localTree = scanLocal()
        guard let state = try await readRecords() else {
            let nothing = RemoteState.empty(project: plan.project, token: environment.randomID())
            return (try await localTree, nothing, Snapshot())
        }
        // What an interrupted run left is judged by what is there, and without a record nothing else is known.
        if plan.listsRemote || state.manifest == nil || state.journal != nil {
            async let surrounded = state.withSurroundings(from: target)
            let tree = try await TreeScanner.scan(target, filter: plan.filter, parallel: target.writers)
            return (try await localTree, try await surrounded, tree)
        }
        let local = try await localTree
        let scan = TouchedScan(
            base: state.base(remote: Snapshot()), local: local.snapshot, hashes: local.hashes, filter: plan.filter,
            deletes: plan.delete == .owned)
        if scan.isEmpty { return (local, state, scan.recorded) }
        async let surrounded = state.withSurroundings(from: target)
        let tree = plan.scan == .never ? scan.recorded : try await scan.scan(target)
        return (local, try await surrounded, tree)
    }

    private func recoveryText(_ journal: Journal, _ state: RemoteState) -> String {
        let live = journal.switches.count { state.staged[$0.staged] == nil }
        return
            "an earlier run was interrupted while it put \(journal.switches.count) files in place; \(live) of them are"
    }

    /// The local tree, and the SHA-256 of every file in it.
    private typealias LocalTree = (snapshot: Snapshot, hashes: [RelativePath: String])

    private func scanLocal() async throws -> LocalTree {
        let snapshot = try await TreeScanner.scan(source, filter: plan.filter, parallel: 1)
        return (snapshot, try await TreeHasher.hashes(of: snapshot, in: source))
    }

    /// Carries out what was prepared. Where nothing is to be done, nothing is written.
    ///
    /// - Throws: ``TargetError``; conflicts that nobody decided stop here, before the first change.
    package func apply(_ prepared: Prepared) async throws -> Outcome {
        try Guards.checkConflicts(prepared.changes, plan.resolve)
        guard needsRun(prepared) else {
            var outcome = Outcome()
            outcome.unchanged = prepared.changes.unchanged.count
            outcome.isByRecord = prepared.changes.isByRecord
            outcome.drifted = prepared.changes.drifted.count
            outcome.conflictsSkipped = prepared.changes.conflicts.count
            return outcome
        }
        if plan.createFolder { try await target.createRoot() }
        let applier = Applier(
            source: source, target: target, state: prepared.state, run: environment.randomID(), emit: emit)
        let (outcome, known) = try await applier.apply(
            Applier.Job(
                changes: prepared.changes, local: prepared.local, remote: prepared.remote, filter: plan.filter,
                base: prepared.base, now: environment.now(),
                commit: environment.commit))
        if let known { environment.remember(known) }
        return outcome
    }

    /// Whether anything is to be done: a change, an interrupted run to be closed, or a first record of files that
    /// were found equal.
    private func needsRun(_ prepared: Prepared) -> Bool {
        if !prepared.changes.isEmpty || prepared.state.journal != nil { return true }
        return prepared.state.manifest == nil && !prepared.changes.unchanged.isEmpty
    }
}
