internal import DeployModel
internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// Reads both sides of a run at the same time: the local folder whole, of the remote as much as the plan wants to be
/// looked at.
struct SideReader: Sendable {
    private let plan: SyncPlan
    private let local: any SyncTarget
    private let remote: any SyncTarget
    private let environment: Executor.Environment
    private let emit: @Sendable (ExecutionEvent) -> Void

    init(executor: Executor) {
        plan = executor.plan
        local = executor.local
        remote = executor.remote
        environment = executor.environment
        emit = executor.emit
    }

    private typealias LocalTree = (snapshot: Snapshot, hashes: [RelativePath: String])

    /// - Parameter adopting: whether records that are gone are about to be made anew.
    /// - Throws: ``TargetError``.
    func read(adopting: Bool = false) async throws -> Sides {
        _ = try await local.open()
        async let localTree = scanLocal()
        guard let state = try await readRecords(adopting) else {
            let nothing = RemoteState.empty(project: plan.project, token: environment.randomID())
            return sides(try await localTree, (nothing, Snapshot()))
        }
        // What an interrupted run left is judged by what is there, and without a record nothing else is known.
        if plan.listsRemote || state.manifest == nil || state.journal != nil {
            let there = try await listed(state)
            return sides(try await localTree, there)
        }
        let here = try await localTree
        if isRecordedOtherwise(here, state) { return sides(here, try await listed(state)) }
        let scan = TouchedScan(
            base: state.base, local: here.snapshot, hashes: here.hashes, filter: plan.filter,
            deletes: plan.delete == .owned || plan.resolve == .local)
        if scan.isEmpty { return sides(here, (state, scan.recorded)) }
        async let surrounded = state.withSurroundings(from: remote)
        let tree = plan.scan == .never ? scan.recorded : try await scan.scan(remote)
        return sides(here, (try await surrounded, tree))
    }

    /// The remote's tree as it is, with all that matters around it.
    private func listed(_ state: RemoteState) async throws -> (RemoteState, Snapshot) {
        async let surrounded = state.withSurroundings(from: remote)
        var tree = try await TreeScanner.scan(remote, filter: plan.filter, parallel: remote.writers)
        if plan.command != .upload || state.manifest == nil { tree = try await withExactTimes(tree, remote) }
        return (try await surrounded, tree)
    }

    /// A tree whose times are exact to the second, as far as the remote can tell: who takes changes over from there, or
    /// has no record to tell what changed, must not miss one, and listings of servers without MLSD tell minutes or days, in
    /// a zone of their own.
    private func withExactTimes(_ tree: Snapshot, _ target: any SyncTarget) async throws -> Snapshot {
        let coarse = tree.files.filter { $0.modified.map { $0.precision > .second } ?? true }
        var tree = tree
        for (entry, time) in zip(coarse, try await target.exactTimes(of: coarse.map(\.path))) {
            guard let time else { continue }
            var entry = entry
            entry.modified = time
            tree.insert(entry)
        }
        return tree
    }

    /// Whether a name here is recorded in another spelling: only a listing tells how it is written there.
    private func isRecordedOtherwise(_ local: LocalTree, _ state: RemoteState) -> Bool {
        let recorded = state.base.names
        return !NameAliases(local.snapshot.entries.keys, other: recorded, foldsCase: plan.foldsCase).isEmpty
    }

    private func sides(_ local: LocalTree, _ remote: (state: RemoteState, tree: Snapshot)) -> Sides {
        Sides(
            plan: plan, local: (self.local, local.snapshot, local.hashes), remote: (self.remote, remote.tree),
            state: remote.state)
    }

    private func scanLocal() async throws -> LocalTree {
        var snapshot = try await TreeScanner.scan(local, filter: plan.filter, parallel: local.writers)
        if !local.isAtHand { snapshot = try await withExactTimes(snapshot, local) }
        return (snapshot, try await TreeHasher.hashes(of: snapshot, in: local))
    }

    /// Connects and reads what is recorded; nil where the root is missing and is to be made.
    private func readRecords(_ adopting: Bool) async throws -> RemoteState? {
        do {
            emit(.connected(greeting: try await remote.open()))
        } catch let error as TargetError where error.code == .notFound && plan.createFolder {
            return nil
        }
        emit(.scanning)
        let state = try await RemoteState.read(
            from: remote, project: plan.project, newToken: environment.randomID(), known: environment.known)
        if plan.command == .upload, !plan.force, !adopting {
            try await state.checkRemembered(environment.known, on: remote)
        }
        return state
    }
}
