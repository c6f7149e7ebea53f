internal import DeployModel
internal import FileTree
internal import SyncTargets

/// What a run changes on the remote: staging, journal, switch, manifest.
struct RemoteDelivery: Sendable {
    private let local: any SyncTarget
    private let remote: any SyncTarget
    private let state: RemoteState
    private let run: String
    private let area: StagingArea
    private let emit: @Sendable (ExecutionEvent) -> Void

    init(
        local: any SyncTarget, remote: any SyncTarget, state: RemoteState, run: String,
        emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.local = local
        self.remote = remote
        self.state = state
        self.run = run
        self.emit = emit
        area = state.layout.area(run: run, existing: state.staged, taken: state.takenNames)
    }

    // MARK: State folders

    /// Makes the folders of the tool's state and the files that guard it.
    ///
    /// - Throws: ``TargetError``.
    func prepare(keeps: Bool) async throws {
        let folders = state.layout.folders + (keeps ? [state.layout.backup] : [])
        let missing = folders.filter { !state.existingFolders.contains($0) }
        // Readable by its user alone, where the server can do that; only by who begins there, because others may be allowed
        // to read it by now.
        let isNew = missing.contains(state.layout.folders[1])
        let modes: [TargetOperation] = isNew ? [.setMode(StateLayout.folder, 0o700)] : []
        for result in try await remote.perform(missing.map { .createFolder($0) } + modes).prefix(missing.count) {
            if case .failed(let error) = result {
                throw StateLayout.cannotBeMade(on: remote, error)
            }
        }
        try await prepareGuardFiles()
        if keeps { try await tidyBackup() }
    }

    /// A run that died behind its manifest has left its journal: that is an undo record. One that ended before its switch
    /// has left copies that nobody needs.
    private func tidyBackup() async throws {
        let filing = state.leftUndoRecord.map(state.layout.filing) ?? []
        let operations = filing + state.orphans.map { .deleteFile($0) }
        if !operations.isEmpty { _ = try await remote.perform(operations) }
    }

    /// Whoever fetches the folder over HTTP gets an empty page or a refusal, never a list of names. A server that
    /// takes no such file serves none either, so its refusal does not stop a run.
    private func prepareGuardFiles() async throws {
        let missing = [("index.html", ""), (".htaccess", Self.denyAll)].filter { !state.guardFiles.contains($0.0) }
        if missing.isEmpty { return }
        try await remote.withWriter(confirmed: { _ in }) { writer in
            for (name, text) in missing {
                guard let path = StateLayout.folder.appending(name) else { continue }
                do {
                    try await writer.store(.bytes(Array(text.utf8)), at: path) { _ in }
                } catch let error as TargetError where error.code == .denied || error.code == .refused {
                    continue
                }
            }
        }
    }

    /// Apache's word for "nobody", in the form of 2.4 and of 2.2.
    private static let denyAll = """
        <IfModule mod_authz_core.c>
        Require all denied
        </IfModule>
        <IfModule !mod_authz_core.c>
        Deny from all
        </IfModule>

        """

    // MARK: Files

    /// What waits for the switch.
    struct Prepared: Sendable {
        /// The files that were staged.
        var files: [StagedFile] = []
        /// Staged names that are good for nothing.
        var spoiled: [String] = []
        /// The switch that comes next, on top of what an interrupted one has done.
        var journal: Journal
        /// Where the files go that are deleted, by path.
        var places: [RelativePath: Journal.Place] = [:]
        /// Whether what earlier runs had kept was deleted to make room.
        var hasMadeRoom = false
        /// Whether it is written down there: not where nothing is kept and nothing put in place.
        var isJournaled = false
    }

    /// Brings all files that are wanted there into the staging folder, keeps what they replace, and writes the journal.
    ///
    /// - Throws: ``TargetError``; nothing that is served has changed.
    func stage(
        _ job: Applier.Job, beforeSwitch: () async throws -> Void, maySwitch: () async throws -> Void
    ) async throws -> Prepared {
        let changes = job.changes.changes(on: .remote)
        var prepared = Prepared(journal: state.journal(of: [], run: run))
        do {
            try await bring(changes, job, &prepared)
        } catch let error as TargetError where error.code == .full {
            prepared.hasMadeRoom = try await makeRoom(job, error)
            do {
                try await bring(changes, job, &prepared)
            } catch let error as TargetError where error.code == .full {
                throw Self.noRoom(job, error)
            }
        }
        if !changes.isEmpty { try await beforeSwitch() }
        if changes.contains(where: \.isTransfer) || job.keep > 0 && !prepared.journal.steps.isEmpty {
            // Another run's journal must not be replaced.
            try await maySwitch()
            try await RecordWriter(target: remote, state: state, run: run).writeJournal(prepared.journal)
            prepared.isJournaled = true
        }
        return prepared
    }

    /// Stages what is sent and copies what is replaced.
    private func bring(_ changes: [Change], _ job: Applier.Job, _ prepared: inout Prepared) async throws {
        let transfers = changes.filter(\.sendsContent)
        if !transfers.isEmpty {
            let staging = Staging(source: local, target: remote, area: area, emit: emit)
            (prepared.files, prepared.spoiled) = try await staging.stage(transfers, from: job.local)
            if job.keepsTimes { prepared.files = try await keepTimes(prepared.files) }
            try await setModes(prepared.files, job)
        }
        let taken = try await Backup(remote: remote, state: state, run: run, emit: emit).keep(changes, job)
        prepared.places = taken.compactMapValues(\.place)
        prepared.journal = journal(of: changes, prepared.files, taken, job)
    }

    /// Deletes what earlier runs have kept: the new version needs the room more.
    ///
    /// - Returns: true.
    /// - Throws: ``TargetError`` where there is nothing to delete.
    private func makeRoom(_ job: Applier.Job, _ error: TargetError) async throws -> Bool {
        // What an interrupted run has kept is all that is left of what it replaced.
        let old = state.kept.keys.filter { !$0.hasPrefix(run) }.sorted()
        guard !old.isEmpty else { throw Self.noRoom(job, error) }
        emit(.recovered("the disk there is full: what was kept of earlier deployments is deleted"))
        _ = try await remote.perform(old.map { .deleteFile(state.layout.kept($0)) })
        return true
    }

    private static func noRoom(_ job: Applier.Job, _ error: TargetError) -> TargetError {
        let changes = job.changes.changes(on: .remote)
        let new = changes.filter(\.sendsContent).compactMap(\.size).clampedSum()
        let old = changes.filter { $0.action == .replace }.compactMap { job.remote[$0.path]?.size }.clampedSum()
        let kept = job.keep > 0 && old > 0 ? " and \(old) bytes for what they replace" : ""
        return TargetError(
            .full,
            "\(error.message): the new files need \(new) bytes\(kept); nothing that is served was changed",
            help: job.keep > 0 ? "make room there, or --keep 0 keeps nothing for a way back" : "make room there")
    }

    /// What the switch does, on top of what an interrupted one has done.
    private func journal(
        of changes: [Change], _ staged: [StagedFile], _ taken: [RelativePath: Backup.Taken], _ job: Applier.Job
    ) -> Journal {
        let waiting = Dictionary(uniqueKeysWithValues: staged.map { ($0.path, $0) })
        let steps = changes.map { change -> Journal.Step in
            let path = job.original(change.path)
            switch change.action {
            case .createFolder: return Journal.Step(path: path, effect: .makeFolder)
            case .deleteFolder: return Journal.Step(path: path, effect: .removeFolder)
            case .create, .replace, .deleteFile:
                let (kept, file) = (taken[change.path], waiting[change.path])
                let source = change.movedFrom.flatMap { taken[$0]?.file }
                let incoming = change.movedFrom.map { Journal.Place.live(job.original($0)) }
                return Journal.Step(
                    path: path, effect: .file(before: kept?.file, after: file?.file ?? source),
                    incoming: incoming ?? file.map { .staging($0.staged) },
                    outgoing: change.movedTo.map { .live(job.original($0)) } ?? kept?.place)
            }
        }
        return state.journal(of: steps, run: run)
    }

    /// Files get the permissions that a rule gives them, else those of what they replace. A server that cannot do it for the first is not asked for the
    /// others.
    private func setModes(_ staged: [StagedFile], _ job: Applier.Job) async throws {
        var modes: [RelativePath: UInt16] = [:]
        for file in staged { modes[file.path] = job.modes.mode(of: file.path) }
        let replaced = staged.filter { modes[$0.path] == nil && job.remote[$0.path]?.kind == .file }
        for file in replaced { modes[file.path] = job.remote[file.path]?.mode }
        let unknown = replaced.map(\.path).filter { modes[$0] == nil }
        for (path, entry) in zip(unknown, try await remote.listedEntries(at: unknown)) where entry?.kind == .file {
            modes[path] = entry?.mode
        }
        let operations = staged.compactMap { file in
            modes[file.path].map { TargetOperation.setMode(area.path(file.staged), $0) }
        }
        guard let first = operations.first, case .done? = try await remote.perform([first]).first else { return }
        _ = try await remote.performInAnyOrder(Array(operations.dropFirst()))
    }

    /// Gives staged files the times that they have here. A server that cannot do it for the first is not asked for the
    /// others: then the records alone know the times.
    private func keepTimes(_ staged: [StagedFile]) async throws -> [StagedFile] {
        var result = staged
        var isPossible: Bool?
        for part in [staged.indices.prefix(1), staged.indices.dropFirst()] where !part.isEmpty && isPossible != false {
            let indices = part.filter { staged[$0].file.modified != nil }
            let operations = indices.compactMap { index in
                staged[index].file.modified.map { TargetOperation.setModified(area.path(staged[index].staged), $0) }
            }
            let results = try await remote.performInAnyOrder(operations)
            for (index, outcome) in zip(indices, results) where outcome == .done {
                result[index].file.serverTime = kept(staged[index].file)
            }
            if let first = results.first { isPossible = first == .done }
        }
        return result
    }

    /// The time that a file is listed with from now on: as exact as the remote tells times.
    private func kept(_ file: Manifest.File) -> FileTime? {
        guard let modified = file.modified, let told = file.serverTime else { return file.serverTime }
        let isExact = told.precision == .nanosecond
        return FileTime(
            seconds: modified.seconds, nanoseconds: isExact ? modified.nanoseconds : 0, precision: told.precision)
    }

    /// Puts everything into place, and looks whether it is there. What somebody changed there since it was looked at
    /// stays.
    ///
    /// - Throws: ``TargetError``.
    func switchOver(_ job: Applier.Job, _ prepared: Prepared, _ applied: AppliedChanges) async throws {
        let changes = job.changes.changes(on: .remote)
        if changes.isEmpty { return }
        let seen = changes.filter { $0.action == .replace || $0.action == .deleteFile }.map(\.path)
            .filter { job.remote.hasSeen($0) }.compactMap { job.remote[$0] }.filter { $0.kind == .file }
        var refused: [RelativePath: TargetError] = [:]
        for path in try await LiveCheck(target: remote).changed(since: seen) {
            let error = TargetError(
                .changed, "\(path) changed on the remote during the run", help: "run again; nothing of it was lost")
            refused[path] = error
            for change in changes where change.movedFrom == path { refused[change.path] = error }
        }
        try await SwitchOver(target: remote, order: job.order, applied: applied, emit: emit)
            .carryOut(changes, moves(prepared, job), refused: refused)
    }

    /// Where the content of each file waits, and where what is deleted goes: what is replaced was copied there before.
    private func moves(_ prepared: Prepared, _ job: Applier.Job) -> [RelativePath: SwitchOver.Move] {
        var moves: [RelativePath: SwitchOver.Move] = [:]
        for file in prepared.files {
            moves[file.path] = SwitchOver.Move(incoming: area.path(file.staged), file: file.file)
        }
        let steps = Dictionary(prepared.journal.steps.filter(\.isOfFile).map { ($0.path, $0) }) { first, _ in first }
        for change in job.changes.changes(on: .remote) {
            if let source = change.movedFrom {
                moves[change.path] = SwitchOver.Move(
                    incoming: job.original(source), file: steps[job.original(change.path)]?.after)
            }
            if change.movedTo != nil { moves[change.path] = .taken }
            guard change.action == .deleteFile, change.movedTo == nil, let place = prepared.places[change.path],
                !state.holds(place)
            else { continue }
            moves[change.path] = SwitchOver.Move(outgoing: state.layout.path(of: place))
        }
        return moves
    }

    /// Writes the manifest of what is there now, once that was seen to be there.
    ///
    /// - Throws: ``TargetError``.
    func record(
        _ job: Applier.Job, _ applied: AppliedChanges, _ prepared: Prepared
    ) async throws -> KnownState? {
        let journal = prepared.journal
        var manifest = ManifestUpdate.next(after: job, applied, state: state, run: run)
        manifest.files = Dictionary(manifest.files.map { (job.original($0.key), $0.value) }) { first, _ in first }
        manifest.folders = Set(manifest.folders.map(job.original))
        if !journal.steps.isEmpty { manifest.header.note(journal) }
        let writer = RecordWriter(target: remote, state: state, run: run)
        let done = Set(applied.all.lazy.filter { $0.change.side == .remote }.map { job.original($0.change.path) })
        async let confirmed = LiveCheck(target: remote).confirm(journal.steps.filter { done.contains($0.path) })
        var stored = try await writer.storeManifest(manifest)
        if adopt(times: try await confirmed, in: &manifest) { stored = try await writer.storeManifest(manifest) }
        let undo = prepared.isJournaled && job.keep > 0 && journal.canBeUndone ? journal : nil
        let superfluous =
            prepared.hasMadeRoom
            ? []
            : Backup(remote: remote, state: state, run: run, emit: emit)
                .superfluous(behind: manifest.header, keep: job.keep, undo: undo)
        try await writer.placeManifest(
            undo: undo, leftovers: leftovers(prepared).map(state.layout.staged) + superfluous)
        emit(.recorded)
        return KnownState(token: state.layout.token, manifest: stored)
    }

    /// Takes over the times of files that got another one by being put in place: ProFTPD copies a file that it cannot
    /// rename.
    ///
    /// - Returns: whether there were any.
    private func adopt(times live: [RelativePath: FileEntry], in manifest: inout Manifest) -> Bool {
        var isChanged = false
        for (path, entry) in live {
            guard let now = entry.modified, now.precision <= .second, let then = manifest.files[path]?.serverTime,
                then.hourShift(from: now) == nil
            else { continue }
            manifest.files[path]?.serverTime = now
            isChanged = true
        }
        return isChanged
    }

    /// This project's staged names that no switch of this run used: remains of runs that were given up.
    private func leftovers(_ prepared: Prepared) -> [String] {
        Set(state.staged.keys.filter(state.layout.owns)).subtracting(prepared.files.map(\.staged)).sorted()
            + prepared.spoiled
    }
}
