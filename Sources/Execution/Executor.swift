package import Comparison
package import DeployModel
package import FileTree
package import SyncEngine
package import SyncTargets

/// Runs a plan: connect, scan, compare, guard, apply, record. Emits events; prints nothing.
package struct Executor: Sendable {
    let plan: SyncPlan
    let local: any SyncTarget
    let remote: any SyncTarget
    let environment: Environment
    let emit: @Sendable (ExecutionEvent) -> Void
    private let override: Override?

    /// Has the last word on each file: gets what is known of it and what the plan says.
    package typealias Override = @Sendable (Pair, Decision) -> Decision

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
        /// What the lock of the remote needs to know; nil takes none, for a remote that nobody else can reach.
        package var lock: RemoteLock.Surroundings?
        /// What both folders were when they were last the same; nil where this machine has no record of the pair.
        package var recorded: Manifest?
        /// Keeps the record of the pair for the next run.
        package var record: @Sendable (Manifest) -> Void
        /// Who runs it, and the git commit that is deployed.
        package var origin: @Sendable () async -> Manifest.Origin
        /// Whether the local history contains a git commit; nil where that cannot be known.
        package var containsCommit: @Sendable (String) async -> Bool?
        /// Commands of this machine, HTTP, waiting.
        package var outside: Outside
        /// A time in seconds since the epoch as the clock on the wall shows it.
        package var timeText: @Sendable (Int64) -> String

        /// An environment from its parts.
        package init(
            now: @escaping @Sendable () -> Int64, randomID: @escaping @Sendable () -> String,
            known: KnownState? = nil, remember: @escaping @Sendable (KnownState) -> Void = { _ in },
            lock: RemoteLock.Surroundings? = nil, recorded: Manifest? = nil,
            record: @escaping @Sendable (Manifest) -> Void = { _ in },
            origin: @escaping @Sendable () async -> Manifest.Origin = { Manifest.Origin() },
            containsCommit: @escaping @Sendable (String) async -> Bool? = { _ in nil },
            outside: Outside = .none, timeText: @escaping @Sendable (Int64) -> String = { "\($0)" }
        ) {
            self.outside = outside
            self.now = now
            self.randomID = randomID
            self.known = known
            self.remember = remember
            self.lock = lock
            self.recorded = recorded
            self.record = record
            self.origin = origin
            self.containsCommit = containsCommit
            self.timeText = timeText
        }
    }

    /// A run that was compared but has changed nothing yet.
    package struct Prepared: Sendable {
        /// What would be done.
        package let changes: ChangeSet
        /// What the remote keeps, as it was found.
        package let state: RemoteState
        /// What the manifest says.
        let manifest: SyncBase
        /// What is known of this pair from before.
        let previous: SyncBase
        /// What pyftpsync knows of it.
        let pyftpsync: PyftpsyncRecords?
        let evidence: Evidence
        let sides: Sides
        /// What tells the local folder from another one of its path.
        let root: UInt64?

        /// What lies where a change of a file is about to replace or delete something; nil for what is new.
        package func replaced(by change: Change) -> FileEntry? {
            let tree = change.side == .local ? sides.here : sides.there
            return tree[change.path].flatMap { $0.kind == .file ? $0 : nil }
        }

        /// How many files lie where others are about to be put on the remote, and how many bytes they have.
        package var replaced: (files: Int, bytes: Int64) {
            let files = changes.changes(on: .remote).filter { $0.action == .replace }.compactMap(replaced(by:))
            return (files.count, files.compactMap(\.size).clampedSum())
        }

        /// Whether a file lies at a path on both sides.
        package func isOnBothSides(_ path: RelativePath) -> Bool {
            sides.here[path]?.kind == .file && sides.there[path]?.kind == .file
        }
    }

    /// An executor of a plan between two targets.
    package init(
        plan: SyncPlan, local: any SyncTarget, remote: any SyncTarget, environment: Environment,
        override: Override? = nil, emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.plan = plan
        self.local = local
        self.remote = remote
        self.environment = environment
        self.override = override
        self.emit = emit
    }

    /// Gives the content of a file on one side; nil where it has more than `limit` bytes. Throws ``TargetError``.
    package typealias ContentReader =
        @Sendable (_ path: RelativePath, _ side: Side, _ limit: Int64) async throws -> [UInt8]?
    /// Somebody who decides about conflicts: gives a resolution for each path, `skip` to leave it as it is.
    package typealias Judge =
        @Sendable ([Conflict], ContentReader) async throws -> [RelativePath: ConflictResolution]

    /// Connects, reads both sides and compares. Writes nothing anywhere.
    ///
    /// - Parameter judge: is asked about conflicts that the plan does not decide.
    /// - Throws: ``TargetError``; what `judge` throws.
    package func prepare(judge: Judge? = nil) async throws -> Prepared {
        try await prepare(judge: judge, stopsAtWayBack: false)
    }

    private func prepare(judge: Judge?, stopsAtWayBack: Bool) async throws -> Prepared {
        let prepared = try await look(judge: judge, stopsAtWayBack: stopsAtWayBack)
        try await check(prepared)
        emit(.compared(prepared.changes))
        return prepared
    }

    /// The same without the guards: what they would say comes along. Writes nothing anywhere.
    ///
    /// - Throws: ``TargetError`` where the sides cannot be read.
    package func inspect() async throws -> (prepared: Prepared, objection: TargetError?) {
        let prepared = try await look(judge: nil, stopsAtWayBack: false)
        do {
            try await check(prepared)
            return (prepared, nil)
        } catch let error as TargetError {
            return (prepared, error)
        }
    }

    /// A file's content on both sides; nil where it is missing.
    ///
    /// - Throws: ``TargetError``, also where it has more than `limit` bytes.
    package func contents(of path: RelativePath, limit: Int64) async throws -> (here: [UInt8]?, there: [UInt8]?) {
        _ = try await (local.open(), remote.open())
        async let here = content(of: path, in: local, limit)
        async let there = content(of: path, in: remote, limit)
        return try await (here, there)
    }

    private func content(of path: RelativePath, in target: any SyncTarget, _ limit: Int64) async throws -> [UInt8]? {
        guard try await target.listedEntries(at: [path])[0]?.kind == .file else { return nil }
        guard let bytes = try await BoundedReader(limit: limit).content(of: path, in: target) else {
            throw TargetError(
                .refused, "\(path) has more than \(limit >> 20) MB in \(target.name)",
                help: "'deploy pull' fetches it, to be compared here")
        }
        return bytes
    }

    /// Refuses what must not be done.
    private func check(_ prepared: Prepared) async throws {
        let (sides, changes) = (prepared.sides, prepared.changes)
        try Guards.check(changes, sides.here, sides.there, local: sides.local, remote: sides.remote)
        try Guards.checkDeletions(
            changes, sides.here, sides.there, recorded: prepared.manifest.files.count, limit: plan.maxDelete)
        guard plan.command == .upload, !plan.force else { return }
        try await OutdatedCheck(environment).check(changes, prepared.state)
    }

    private func look(judge: Judge?, stopsAtWayBack: Bool) async throws -> Prepared {
        let sides = try await SideReader(executor: self).read()
        if stopsAtWayBack, plan.command != .download, sides.state.interruptedWayBack != nil { throw OpenWayBack() }
        let (here, there, state) = (sides.here, sides.there, sides.state)
        for name in here.skipped + there.skipped { emit(.skippedName("\(name.path): \(name.reason)")) }
        // A pattern may well be about what is only on the server: that has to be seen.
        let unused = there.looked == nil ? plan.rules.unused(scope: plan.scope, here.names + there.names) : []
        if !unused.isEmpty { emit(.unusedPatterns(unused)) }
        if let interruption = state.interruption { emit(.recovered(interruption)) }
        let written = state.base
        let manifest = written.named(by: sides.aliases(of: written))
        let root = try await local.rootIdentity()
        let own = ownRecord(root, state)
        let pyftpsync = try await pyftpsyncRecords(sides, own)
        let recorded = pyftpsync?.base(own: own, there: there) ?? own ?? .none
        let previous = recorded.named(by: sides.aliases(of: recorded))
        var evidence = Evidence(
            base: plan.command == .upload ? uploadBase(sides, manifest, pyftpsync) : previous, local: here,
            remote: there, hashes: sides.hashes,
            manifest: manifest.files, foreign: state.foreign, clockOffset: state.clockOffset ?? 0)
        evidence.secrets = try await SecretGuard(plan, local: sides.local).secrets(in: here, notIn: there)
        let (changes, finalEvidence) = try await compare(evidence, sides, judge)
        return Prepared(
            changes: changes, state: state, manifest: manifest, previous: previous, pyftpsync: pyftpsync,
            evidence: finalEvidence, sides: sides, root: root)
    }

    /// Compares, reads the files whose content alone can tell, asks about conflicts, and compares again.
    private func compare(
        _ evidence: Evidence, _ sides: Sides, _ judge: Judge?
    ) async throws -> (ChangeSet, Evidence) {
        var (evidence, policy) = (evidence, ComparisonPolicy(plan))
        policy.override = override
        // On top of a switch that did not end, it would not be clear any more what was kept where.
        policy.findsMoves = plan.command == .upload && sides.state.interruptedRun == nil
        var changes = TreeComparison.compare(evidence, policy)
        if !changes.undecided.isEmpty {
            let same = try await ContentCheck(local: sides.local, remote: sides.remote)
                .compare(changes.undecided, hashes: evidence.hashes)
            evidence.sameContent.merge(same) { $1 }
            changes = TreeComparison.compare(evidence, policy)
        }
        if let judge, !changes.conflicts.isEmpty {
            policy.answers = try await judge(changes.conflicts) { path, side, limit in
                try await BoundedReader(limit: limit)
                    .content(of: path, in: side == .local ? sides.local : sides.remote)
            }
            changes = TreeComparison.compare(evidence, policy)
        }
        if plan.classifies { emit(.classified(TreeComparison.classify(evidence, policy))) }
        return (changes, evidence)
    }

    /// Compares and carries out; where another run was faster, compares again.
    ///
    /// - Parameter confirm: is asked before anything is changed; throws where nothing shall be.
    /// - Throws: as ``prepare(judge:)`` and ``apply(_:)``; what `confirm` throws.
    package func run(
        judge: Judge? = nil, confirm: @Sendable (ChangeSet) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        for _ in 1..<Self.attempts {
            do {
                let prepared = try await prepare(judge: judge, stopsAtWayBack: true)
                try await confirm(prepared.changes)
                return try await apply(prepared)
            } catch let error as TargetError where error.code == .outdated {
                emit(.waiting("\(error.message): both sides are compared again"))
            } catch is OpenWayBack {
                emit(.recovered("a way back was interrupted there: it is finished first"))
                _ = try await rollback(to: nil)
            }
        }
        let prepared = try await prepare(judge: judge)
        try await confirm(prepared.changes)
        return try await apply(prepared)
    }

    /// A way back was interrupted: what lies there is no state from which a deployment can go on.
    private struct OpenWayBack: Error {}

    /// How often a run begins anew because another one came first.
    static let attempts = 5

    /// Carries out what was prepared. Where nothing is to be done, nothing is written but the record of the pair.
    ///
    /// - Throws: ``TargetError``; conflicts that nobody decided stop an upload here, before the first change.
    package func apply(_ prepared: Prepared) async throws -> Outcome {
        if plan.command == .upload { try Guards.checkConflicts(prepared.changes, plan.resolve) }
        let run = prepared.state.interruptedRun ?? environment.randomID()
        let applied = AppliedChanges()
        let job = job(prepared, await environment.origin())
        let outcome: Outcome
        do {
            outcome = try await carryOut(prepared, job, applied, run)
        } catch {
            // What was done is recorded: the next run shall not take it for somebody's edit.
            record(prepared, job, applied, run, isComplete: false)
            throw error
        }
        let isWhole = plan.scope.isRoot && plan.rules.match.isEmpty
        let record = record(prepared, job, applied, run, isComplete: isWhole)
        try await updatePyftpsync(prepared, record, applied)
        return outcome
    }

    private func carryOut(
        _ prepared: Prepared, _ job: Applier.Job, _ applied: AppliedChanges, _ run: String
    ) async throws -> Outcome {
        guard !prepared.changes.isEmpty || job.recordsRemotely else {
            var outcome = Outcome()
            outcome.note(prepared.changes)
            return outcome
        }
        if plan.createFolder { try await remote.createRoot() }
        let sides = prepared.sides
        let lock = job.recordsRemotely ? lock(environment.randomID(), job.origin) : nil
        let care = SiteCare(self, prepared, job, run: run, maySwitch: { try await lock?.verify() })
        let applier = Applier(
            local: sides.local, remote: sides.remote, state: prepared.state, run: run,
            beforeSwitch: { try await care.beforeSwitch() }, maySwitch: { try await lock?.verify() }, emit: emit)
        return try await locked(lock, prepared.state) {
            try await care.around(applied) {
                var (outcome, known) = try await applier.apply(job, applied)
                if let known {
                    environment.remember(known)
                    outcome.run = run
                }
                return outcome
            }
        }
    }

    private func job(_ prepared: Prepared, _ origin: Manifest.Origin) -> Applier.Job {
        Applier.Job(
            changes: prepared.changes, local: prepared.evidence.local, remote: prepared.evidence.remote,
            listed: prepared.sides.listed, original: { [sides = prepared.sides] in sides.original($0) },
            hashes: prepared.evidence.hashes, filter: plan.filter, base: prepared.manifest,
            proven: proven(prepared), adopts: plan.command == .upload, keepsTimes: plan.keepsTimes, keep: plan.keep,
            order: SwitchOrder(plan.switchOrder), modes: ModeRules(plan.site.modes),
            recordsRemotely: writesRemotely(prepared), now: environment.now,
            origin: origin, root: prepared.root,
            token: prepared.state.manifest != nil || writesRemotely(prepared) ? prepared.state.layout.token : nil)
    }
}
