package import DeployModel
package import FileTree
package import SyncTargets

/// Brings back a state that was live before, or one that was left by going back: undo records, read backwards, as one
/// switch. Nothing is sent; what it takes away is kept in turn, so that the way leads in both directions.
package struct Rollback: Sendable {
    private let remote: any SyncTarget
    private let state: RemoteState
    /// What is done, as a journal of its own.
    package let journal: Journal
    /// What of it is still to be done: all, but for one that goes on with an interrupted one.
    private let open: [Journal.Step]

    /// The way from what is live over `records`, the last run first. What an interrupted deployment has done is taken
    /// back before.
    ///
    /// - Parameter run: a new run's name.
    package init(_ remote: any SyncTarget, _ state: RemoteState, over records: [Journal], run: String) {
        self.remote = remote
        self.state = state
        var number = 0
        var steps: [Journal.Step] = []
        if let interrupted = state.interruptedJournal {
            steps = interrupted.reversed(run: run, number: &number).steps
        }
        for record in records {
            steps = Journal.composed(steps, isDone: false, record.reversed(run: run, number: &number).steps)
        }
        steps = steps.map { Self.current($0, state.base) }
        journal = Journal(
            run: run, from: state.liveState, to: records.last?.from ?? state.liveState, consumes: records.map(\.run),
            steps: steps)
        open = steps
    }

    /// A step with what is known of the live files by now: since its record was written they may have come back and got
    /// another time.
    private static func current(_ step: Journal.Step, _ base: SyncBase) -> Journal.Step {
        guard case .file(let before, let after) = step.effect else { return step }
        func known(_ file: Manifest.File?, at path: RelativePath) -> Manifest.File? {
            guard let file, let now = base.files[path], now.size == file.size else { return file }
            return now
        }
        var step = step
        var next = after
        if case .live(let source)? = step.incoming { next = known(after, at: source) }
        step.effect = .file(before: known(before, at: step.path), after: next)
        return step
    }

    /// Goes on with a way back that was interrupted; nil where none was.
    package init?(finishing state: RemoteState, _ remote: any SyncTarget) {
        guard let journal = state.journal, state.interruptedWayBack != nil else { return nil }
        self.remote = remote
        self.state = state
        self.journal = journal
        open = state.openSteps
    }

    /// The records of the runs with these names.
    ///
    /// - Throws: ``TargetError`` where one cannot be read.
    package static func records(
        _ runs: [String], of state: RemoteState, on remote: any SyncTarget
    ) async throws -> [Journal] {
        var records: [Journal] = []
        for run in runs { records.append(try await state.undoRecord(of: run, on: remote)) }
        return records
    }

    /// What it changes, in the order in which it is done.
    package func changes(in order: SwitchOrder) -> ChangeSet {
        var changes = ChangeSet()
        let way = Journal(run: journal.run, from: journal.from, to: journal.to, steps: open)
        let all = way.changes(reason: "rolled back").sorted { $0.path < $1.path }
        // Folders are made from the outermost on, and deleted from the innermost.
        changes.changes =
            all.filter { $0.action == .createFolder } + order.parts(all.filter(\.isTransfer)).flatMap(\.self)
            + all.filter { $0.action == .deleteFile } + all.filter { $0.action == .deleteFolder }.reversed()
        return changes
    }

    /// What the manifest says of the files that it replaces or deletes: nobody else may have changed them.
    ///
    /// - Returns: the paths of those that somebody has.
    /// - Throws: ``TargetError``.
    package func drift() async throws -> [RelativePath] {
        let recorded = open.filter { $0.before != nil }.map { step in
            let file = state.base.files[step.path] ?? step.before
            return FileEntry(path: step.path, kind: .file, size: file?.size, modified: file?.serverTime)
        }
        let new = open.filter { $0.isOfFile && $0.before == nil && $0.after != nil }.map(\.path)
        let taken = zip(new, try await remote.entries(at: new)).filter { $1?.kind == .file }.map(\.0)
        return try await LiveCheck(target: remote).changed(since: recorded) + taken
    }

    /// Makes sure that the way can be gone at all, whatever is forced.
    ///
    /// - Throws: ``TargetError``.
    package func check() async throws {
        try checkKept()
        try await checkLinks()
    }

    /// Everything that is to come back has to be there.
    private func checkKept() throws {
        for step in open where step.after != nil {
            guard let place = step.incoming else {
                throw TargetError(
                    .notFound, "\(remote.name): nothing was kept of \(step.path), so it cannot be brought back",
                    help: "deploy the version that you want ('keep' was 0 then)")
            }
            if state.holds(place) { continue }
            throw TargetError(
                .notFound, "\(remote.name): what was kept of \(step.path) is not there any more",
                help: "somebody has cleared the folder \(state.layout.backup); deploy the version that you want")
        }
    }

    /// Nothing is renamed or deleted through a link: what it leads to has another name as well.
    private func checkLinks() async throws {
        let folders = Set(open.flatMap(\.path.ancestors)).sorted()
        for (folder, entry) in zip(folders, try await remote.listedEntries(at: folders)) where entry?.kind == .link {
            throw TargetError(
                .refused, "\(remote.name): \(folder) is a symbolic link by now; nothing was rolled back",
                help: "put a folder in its place, or deploy the version that you want")
        }
    }

    // MARK: Doing it

    /// How it is done.
    package struct Job: Sendable {
        /// In which order files come back.
        package var order: SwitchOrder
        /// Seconds since the epoch, UTC.
        package var now: Int64
        /// Who does it, and the git commit that is live afterwards.
        package var origin: Manifest.Origin
        /// Whether files that somebody has changed go as well.
        package var force: Bool

        /// A job from its parts.
        package init(order: SwitchOrder, now: Int64, origin: Manifest.Origin, force: Bool) {
            self.order = order
            self.now = now
            self.origin = origin
            self.force = force
        }
    }

    /// Carries it out; to be called by who holds the lock. What is done goes to `applied`.
    ///
    /// - Parameter maySwitch: asked before the first change that anybody sees.
    /// - Returns: what is worth remembering for the next run.
    /// - Throws: ``TargetError``; then a journal tells the next run how far it came.
    package func apply(
        _ job: Job, _ applied: AppliedChanges, maySwitch: @Sendable () async throws -> Void,
        emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) async throws -> KnownState? {
        try await check()
        if !job.force { try await refuseDrift() }
        if let left = state.leftUndoRecord { _ = try await remote.perform(state.layout.filing(left)) }
        let copied = try await keepReplaced()
        var journal = journal
        let times = try await renewTimes(job.now)
        for index in journal.steps.indices {
            guard let place = journal.steps[index].incoming, let time = times[place],
                case .file(let before, var after?) = journal.steps[index].effect
            else { continue }
            after.serverTime = time
            journal.steps[index].effect = .file(before: before, after: after)
        }
        let writer = RecordWriter(target: remote, state: state, run: journal.run)
        try await maySwitch()
        try await writer.writeJournal(journal)
        if !job.force { try await refuseDrift() }
        try await maySwitch()
        let changes = changes(in: job.order).changes
        emit(.switching(count: changes.count))
        try await SwitchOver(target: remote, order: job.order, keepsFolders: true, applied: applied, emit: emit)
            .carryOut(changes, moves(copied))
        return try await record(journal, job, writer, emit)
    }

    private func refuseDrift() async throws {
        guard let path = try await drift().first else { return }
        throw TargetError(
            .changed, "\(path) changed on the remote during the run", help: "run again; nothing of it was lost")
    }

    /// Copies what is replaced, as far as the server can do that itself.
    ///
    /// - Returns: the paths of which there is a copy.
    private func keepReplaced() async throws -> Set<RelativePath> {
        let items = open.compactMap { step -> BackupCopies.Item? in
            guard step.after != nil, let before = step.before, case .backup? = step.outgoing,
                let place = step.outgoing, !state.holds(place)
            else { return nil }
            return BackupCopies.Item(
                entry: FileEntry(path: step.path, kind: .file, size: before.size), path: state.layout.path(of: place))
        }
        return Set(try await BackupCopies(target: remote).copyThere(items).keys)
    }

    /// What comes back was changed now: with its old time, browsers would go on showing what they have kept of the version
    /// that goes. A server that cannot set times leaves them.
    ///
    /// - Returns: the times that the files have in the end, by where they wait.
    private func renewTimes(_ now: Int64) async throws -> [Journal.Place: FileTime] {
        let places = open.compactMap(\.incoming).filter { if case .live = $0 { false } else { true } }
        let paths = places.map(state.layout.path)
        let operations = paths.map { TargetOperation.setModified($0, FileTime(seconds: now)) }
        if let first = operations.first, case .done? = try await remote.perform([first]).first {
            _ = try await remote.performInAnyOrder(Array(operations.dropFirst()))
        }
        var times: [Journal.Place: FileTime] = [:]
        for (place, entry) in zip(places, try await remote.entries(at: paths)) { times[place] = entry?.modified }
        return times
    }

    private func moves(_ copied: Set<RelativePath>) -> [RelativePath: SwitchOver.Move] {
        var moves: [RelativePath: SwitchOver.Move] = [:]
        var exchanged: Set<RelativePath> = []
        for step in open where step.isOfFile {
            if case .live(let other)? = step.outgoing {
                guard step.after != nil else {
                    moves[step.path] = .taken
                    continue
                }
                // What lies there goes to another name, and something else comes: both in one.
                moves[step.path] = SwitchOver.Move(
                    incoming: step.incoming.map(state.layout.path), outgoing: other, file: step.after)
                exchanged.insert(other)
                continue
            }
            let isKept = copied.contains(step.path) || step.outgoing.map(state.holds) ?? true
            moves[step.path] = SwitchOver.Move(
                incoming: step.incoming.map(state.layout.path),
                outgoing: isKept ? nil : step.outgoing.map(state.layout.path), file: step.after)
        }
        for path in exchanged { moves[path] = .taken }
        return moves
    }

    // MARK: Recording it

    private func record(
        _ journal: Journal, _ job: Job, _ writer: RecordWriter, _ emit: @Sendable (ExecutionEvent) -> Void
    ) async throws -> KnownState? {
        let live = try await LiveCheck(target: remote).confirm(open)
        let kept = Set(try await remote.list(state.layout.backup).entries.map(\.path.name))
        let isKept = journal.steps.allSatisfy { step in
            if case .backup(let name)? = step.outgoing, step.before != nil { kept.contains(name) } else { true }
        }
        // What an interrupted deployment has done with it belongs to no state.
        let isWhole = state.interruptedJournal?.steps.isEmpty ?? true
        let undo = isKept && isWhole && journal.from != journal.to ? journal : nil
        let manifest = manifest(behind: journal, live, job)
        let stored = try await writer.storeManifest(manifest)
        try await writer.placeManifest(undo: undo, leftovers: leftovers(kept, undo))
        emit(.recorded)
        return KnownState(token: state.layout.token, manifest: stored)
    }

    /// The manifest of the state that came back: that of the one which goes, with every step taken back.
    private func manifest(behind journal: Journal, _ live: [RelativePath: FileEntry], _ job: Job) -> Manifest {
        let base = state.base
        var manifest = Manifest(
            header: Manifest.Header(
                project: state.layout.project, run: journal.run, parentRun: state.manifest?.header.run,
                written: job.now, origin: job.origin), files: base.files, folders: base.folders)
        manifest.header.history = state.manifest?.header.history ?? []
        manifest.header.note(journal)
        for step in journal.steps {
            switch step.effect {
            case .makeFolder: manifest.folders.insert(step.path)
            case .removeFolder: manifest.folders.remove(step.path)
            case .file(_, var after):
                if let time = live[step.path]?.modified { after?.serverTime = time }
                manifest.files[step.path] = after
            }
        }
        return manifest
    }

    /// What the used-up records had kept and nobody needs any more.
    private func leftovers(_ kept: Set<String>, _ undo: Journal?) -> [RelativePath] {
        var owners = Set(journal.consumes)
        if undo == nil { owners.insert(journal.run) }
        if let interrupted = state.interruptedRun, interrupted != journal.run { owners.insert(interrupted) }
        let names = kept.filter { name in
            StateLayout.run(ofUndo: name) == nil && owners.contains(String(name.prefix { $0 != "-" }))
        }
        let records = undo == nil ? journal.consumes.map(StateLayout.undoName).filter(kept.contains) : []
        let staged = state.staged.keys.filter { state.layout.owns($0) }.sorted().map(state.layout.staged)
        return (names.sorted() + records).map(state.layout.kept) + staged
    }
}
