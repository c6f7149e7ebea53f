package import DeployModel
internal import FileTree
package import SyncEngine
internal import SyncTargets

/// Going back to what was live before.
extension Executor {
    /// A way back that was looked at but not gone yet.
    package struct PreparedRollback: Sendable {
        /// What would change there.
        package let changes: ChangeSet
        /// What the remote keeps, as it was found.
        package let state: RemoteState
        /// The run whose state comes back; nil for what was there before the first one.
        package let target: HistoryEntry?
        let rollback: Rollback
    }

    /// What the remote keeps, with all that matters around it. Writes nothing.
    ///
    /// - Throws: ``TargetError``.
    package func readState() async throws -> RemoteState {
        emit(.connected(greeting: try await remote.open()))
        emit(.scanning)
        return try await RemoteState.read(
            from: remote, project: plan.project, newToken: environment.randomID(), known: environment.known
        ).withSurroundings(from: remote)
    }

    /// Finds the way back and looks whether it can be gone. Writes nothing.
    ///
    /// - Parameter wanted: how the run's name begins whose state is to come back; nil for the state before the live one.
    /// - Throws: ``TargetError``.
    package func prepareRollback(to wanted: String?) async throws -> PreparedRollback {
        let state = try await readState()
        if let interruption = state.interruption { emit(.recovered(interruption)) }
        let rollback: Rollback
        var isNew = false
        if let wanted, let open = state.interruptedWayBack, !open.hasPrefix(wanted) {
            throw TargetError(
                .refused, "a way back to '\(open.prefix(8))' was interrupted on \(remote.name); nothing was changed",
                help: "'deploy rollback' without a name ends it first")
        }
        if let unfinished = Rollback(finishing: state, remote) {
            rollback = unfinished
        } else {
            let records = try await Rollback.records(try route(to: wanted, state), of: state, on: remote)
            rollback = Rollback(remote, state, over: records, run: environment.randomID())
            // What was interrupted is ended without a name.
            isNew = state.interruptedJournal == nil
        }
        try await rollback.check()
        let drift = plan.force ? [] : try await rollback.drift()
        guard drift.isEmpty else { throw changed(drift) }
        let changes = rollback.changes(in: SwitchOrder(plan.switchOrder))
        let left = Set((state.manifest?.files ?? [:]).keys).subtracting(
            changes.changes.filter(\.isDeletion).map(\.path))
        if wanted == nil, isNew, rollback.journal.to == Journal.nothing, left.isEmpty,
            !changes.isEmpty, changes.changes.allSatisfy(\.isDeletion)
        {
            throw TargetError(
                .refused, "before the first deployment there was nothing: going back would empty \(remote.name)",
                help: "'deploy rollback none' does it")
        }
        emit(.compared(changes))
        let entries = state.manifest?.header.history ?? []
        return PreparedRollback(
            changes: changes, state: state, target: entries.last { $0.run == rollback.journal.to }, rollback: rollback)
    }

    /// The runs whose undo records lead to the state that is meant.
    private func route(to wanted: String?, _ state: RemoteState) throws -> [String] {
        let chain = state.undoChain
        let target = try wanted.map { try self.state(named: $0, state) } ?? chain.previous
        if wanted == nil, state.interruptedJournal != nil { return [] }
        guard let target, let route = chain.route(to: target) else {
            throw TargetError(
                .notFound, "nothing is kept on \(remote.name) that leads back from what is live",
                help: "'deploy history' shows what can be brought back; 'keep' says how much of that is kept")
        }
        return route
    }

    private func state(named prefix: String, _ state: RemoteState) throws -> String {
        let runs = state.manifest?.header.history.map(\.state) ?? []
        let known = Set(runs + [Journal.nothing]).filter { $0.hasPrefix(prefix) }
        guard let name = known.first, known.count == 1 else {
            let what = known.isEmpty ? "no run whose name begins with" : "more than one run whose name begins with"
            throw TargetError(
                .notFound, "\(remote.name) knows \(what) '\(prefix)'",
                help: "'deploy history' lists them; a task is named with --task")
        }
        if name == state.liveState, state.interruptedJournal != nil { return name }
        guard name != state.liveState else {
            throw TargetError(.refused, "'\(prefix)' is live already; nothing was changed")
        }
        guard state.undoChain.reachable.contains(name) else {
            throw TargetError(
                .notFound, "what is needed to bring back '\(prefix)' is not kept on \(remote.name) any more",
                help: "'deploy history' shows what can be brought back; 'keep' says how much of that is kept")
        }
        return name
    }

    private func changed(_ paths: [RelativePath]) -> TargetError {
        let list = paths.sorted().prefix(10).map { "\n  \($0)" }.joined()
        let more = paths.count > 10 ? "\n  … and \(paths.count - 10) more" : ""
        let files = paths.count == 1 ? "1 file was" : "\(paths.count) files were"
        return TargetError(
            .refused, "\(files) changed on the remote by somebody else; nothing was rolled back:\(list)\(more)",
            help: "--force loses those changes")
    }

    /// Finds the way back and goes it; where it had to wait for another run, it looks again.
    ///
    /// - Throws: ``TargetError``; with the code `outdated` where that other run has changed what is live.
    package func rollback(to wanted: String?) async throws -> (outcome: Outcome, target: HistoryEntry?) {
        var prepared = try await prepareRollback(to: wanted)
        for _ in 1..<Self.attempts {
            do {
                return (try await apply(prepared), prepared.target)
            } catch let error as TargetError where error.code == .outdated {
                let again = try await prepareRollback(to: wanted)
                guard again.state.liveState == prepared.state.liveState else { throw error }
                prepared = again
            }
        }
        return (try await apply(prepared), prepared.target)
    }

    /// Goes back.
    ///
    /// - Throws: ``TargetError``.
    package func apply(_ prepared: PreparedRollback) async throws -> Outcome {
        let origin = Manifest.Origin(
            commit: prepared.target?.commit, author: await environment.origin().author)
        let lock = lock(environment.randomID(), origin)
        let applied = AppliedChanges()
        let job = Rollback.Job(
            order: SwitchOrder(plan.switchOrder), now: environment.now(), origin: origin, force: plan.force)
        let known = try await locked(lock, prepared.state) {
            try await prepared.rollback.apply(
                job, applied, maySwitch: { try await lock?.verify() }, emit: emit)
        }
        if let known { environment.remember(known) }
        var outcome = Outcome()
        for change in applied.all.map(\.change) { outcome.count(change, bytes: 0) }
        return outcome
    }
}
