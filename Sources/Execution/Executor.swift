internal import Comparison
package import DeployModel
internal import FileTree
internal import SyncEngine
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
        /// The git commit that is deployed; nil where there is none.
        package var commit: String?

        /// An environment from its parts.
        package init(
            now: @escaping @Sendable () -> Int64, randomID: @escaping @Sendable () -> String, commit: String? = nil
        ) {
            self.now = now
            self.randomID = randomID
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
        async let localTree = scanLocal()
        let (state, remote) = try await readRemote()
        let (local, hashes) = try await localTree
        for name in local.skipped + remote.skipped { emit(.skippedName("\(name.path): \(name.reason)")) }
        let unused = plan.rules.unused(scope: plan.scope, local.names + remote.names)
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

    private func readRemote() async throws -> (RemoteState, Snapshot) {
        do {
            emit(.connected(greeting: try await target.open()))
        } catch let error as TargetError where error.code == .notFound && plan.createFolder {
            return (.empty(project: plan.project, token: environment.randomID()), Snapshot())
        }
        emit(.scanning)
        async let tree = TreeScanner.scan(target, filter: plan.filter, parallel: target.writers)
        let state = try await RemoteState.read(from: target, project: plan.project, newToken: environment.randomID())
        return (state, try await tree)
    }

    private func recoveryText(_ journal: Journal, _ state: RemoteState) -> String {
        let live = journal.switches.count { state.staged[$0.staged] == nil }
        return
            "an earlier run was interrupted while it put \(journal.switches.count) files in place; \(live) of them are"
    }

    private func scanLocal() async throws -> (Snapshot, [RelativePath: String]) {
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
            outcome.drifted = prepared.changes.drifted.count
            outcome.conflictsSkipped = prepared.changes.conflicts.count
            return outcome
        }
        if plan.createFolder { try await target.createRoot() }
        let applier = Applier(
            source: source, target: target, state: prepared.state, run: environment.randomID(), emit: emit)
        return try await applier.apply(
            Applier.Job(
                changes: prepared.changes, local: prepared.local, remote: prepared.remote, filter: plan.filter,
                base: prepared.base, now: environment.now(),
                commit: environment.commit))
    }

    /// Whether anything is to be done: a change, an interrupted run to be closed, or a first record of files that
    /// were found equal.
    private func needsRun(_ prepared: Prepared) -> Bool {
        if !prepared.changes.isEmpty || prepared.state.journal != nil { return true }
        return prepared.state.manifest == nil && !prepared.changes.unchanged.isEmpty
    }
}
