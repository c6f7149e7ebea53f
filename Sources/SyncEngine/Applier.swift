package import DeployModel
package import FileTree
package import SyncTargets

/// Carries out a change set: stage, switch, delete, record.
///
/// Every file is first stored in a staging folder on the side where it is wanted, and confirmed; only when all are there,
/// renames put them onto their names. What the remote serves changes in one burst, with a journal before it and the
/// manifest after it.
package struct Applier: Sendable {
    private let local: any SyncTarget
    private let remote: any SyncTarget
    private let state: RemoteState
    private let run: String
    private let beforeSwitch: @Sendable () async throws -> Void
    private let maySwitch: @Sendable () async throws -> Void
    private let emit: @Sendable (ExecutionEvent) -> Void

    /// An applier for one run. `run` is unique, in lower-case hexadecimal digits. `beforeSwitch` is called once all files
    /// are on the remote and nothing is live; `maySwitch` is asked before the first
    /// change that anybody sees.
    package init(
        local: any SyncTarget, remote: any SyncTarget, state: RemoteState, run: String,
        beforeSwitch: @escaping @Sendable () async throws -> Void = {},
        maySwitch: @escaping @Sendable () async throws -> Void = {}, emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.local = local
        self.remote = remote
        self.state = state
        self.run = run
        self.beforeSwitch = beforeSwitch
        self.maySwitch = maySwitch
        self.emit = emit
    }

    /// What a run needs to know besides the changes.
    package struct Job: Sendable {
        /// What is to be done.
        package var changes: ChangeSet
        /// The local tree as it was found.
        package var local: Snapshot
        /// The remote tree as it was found.
        package var remote: Snapshot
        /// The same with the names as they are written there.
        package var listed: Snapshot
        /// How a path is written there: in records on the remote, names stand as they are there.
        package var original: @Sendable (RelativePath) -> RelativePath
        /// The SHA-256 of the local files, as far as it is known.
        package var hashes: [RelativePath: String]
        /// Which paths took part; what is recorded of others stays as it is.
        package var filter: PathFilter
        /// What the manifest says, with what an interrupted run has put in place.
        package var base: SyncBase
        /// Files whose content is known to be the same on both sides, not only their size and time.
        package var proven: Set<RelativePath>
        /// Whether files that were found equal become this project's, because it is what it deploys.
        package var adopts: Bool
        /// Whether files get the time there that they have here.
        package var keepsTimes: Bool
        /// How many deployments can be taken back.
        package var keep: Int
        /// In which order files are put in place there.
        package var order: SwitchOrder
        /// Which permissions files get there.
        package var modes: ModeRules
        /// Whether the remote may be written to.
        package var recordsRemotely: Bool
        /// Seconds since the epoch, UTC.
        package var now: @Sendable () -> Int64
        /// Who deploys what.
        package var origin: Manifest.Origin
        /// What tells the local folder from another one of its path.
        package var root: UInt64?
        /// The token of the tool's state on the remote; nil where there is none.
        package var token: String?

        /// A job from its parts.
        package init(
            changes: ChangeSet, local: Snapshot, remote: Snapshot, listed: Snapshot,
            original: @escaping @Sendable (RelativePath) -> RelativePath, hashes: [RelativePath: String],
            filter: PathFilter,
            base: SyncBase, proven: Set<RelativePath>, adopts: Bool, keepsTimes: Bool, keep: Int, order: SwitchOrder,
            modes: ModeRules,
            recordsRemotely: Bool,
            now: @escaping @Sendable () -> Int64,
            origin: Manifest.Origin, root: UInt64?, token: String?
        ) {
            self.changes = changes
            self.local = local
            self.remote = remote
            self.listed = listed
            self.original = original
            self.hashes = hashes
            self.filter = filter
            self.base = base
            self.proven = proven
            self.adopts = adopts
            self.keepsTimes = keepsTimes
            self.keep = keep
            self.order = order
            self.modes = modes
            self.recordsRemotely = recordsRemotely
            self.now = now
            self.origin = origin
            self.root = root
            self.token = token
        }
    }

    /// Does it all; what is done goes to `applied`, also where it breaks off. What it returns besides the outcome is
    /// worth remembering for the next run.
    ///
    /// - Throws: ``TargetError``. Up to the switch nothing that is served has changed; an interrupted switch is taken
    ///   up by the next run.
    package func apply(_ job: Job, _ applied: AppliedChanges) async throws -> (outcome: Outcome, known: KnownState?) {
        let arrivals = LocalDelivery(local: local, remote: remote, run: run, emit: emit)
        let departures = RemoteDelivery(local: local, remote: remote, state: state, run: run, emit: emit)
        if job.recordsRemotely { try await departures.prepare(keeps: job.keep > 0) }
        let fetched = try await arrivals.stage(job)
        do {
            let prepared = try await departures.stage(job, beforeSwitch: beforeSwitch, maySwitch: maySwitch)
            try await maySwitch()
            if !job.changes.isEmpty { emit(.switching(count: job.changes.changes.count)) }
            try await arrivals.switchOver(job, fetched, applied)
            try await departures.switchOver(job, prepared, applied)
            var known: KnownState?
            if job.recordsRemotely {
                known = try await departures.record(job, applied, prepared)
            }
            await arrivals.tidy()
            return (outcome(job, applied, staged: prepared.files), known)
        } catch {
            await arrivals.tidy()
            throw error
        }
    }

    private func outcome(_ job: Job, _ applied: AppliedChanges, staged: [StagedFile]) -> Outcome {
        let changes = job.changes
        var outcome = Outcome()
        for item in applied.all { outcome.count(item.change, bytes: item.file?.size ?? 0) }
        // What an interrupted run has left whole was not sent again; what it left in part was.
        let known = Set(changes.transfers.filter { $0.sha256 != nil }.map(\.path))
        outcome.bytesSent = staged.reduce(0) { sum, item in
            let isReused = known.contains(item.path) && state.staged[item.staged]?.size == item.file.size
            return sum + (isReused ? 0 : item.file.size)
        }
        outcome.note(changes)
        return outcome
    }
}
