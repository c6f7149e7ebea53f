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
        area = state.layout.area(run: run, existing: state.staged)
    }

    // MARK: State folders

    /// Makes the folders of the tool's state and the files that guard it.
    ///
    /// - Throws: ``TargetError``.
    func prepare() async throws {
        let missing = state.layout.folders.filter { !state.existingFolders.contains($0) }
        for result in try await remote.perform(missing.map { .createFolder($0) }) {
            if case .failed(let error) = result {
                throw TargetError(
                    error.code, "the tool's folder on the remote cannot be made: \(error.message)",
                    help: "the user needs to be allowed to make the folder .deploy there")
            }
        }
        try await prepareGuardFiles()
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

    /// Brings all files that are wanted there into the staging folder, and writes the journal.
    ///
    /// - Returns: what the switch renames, and staged names that are good for nothing.
    /// - Throws: ``TargetError``; nothing that is served has changed.
    func stage(
        _ job: Applier.Job, maySwitch: () async throws -> Void
    ) async throws -> (switches: [Journal.Switch], spoiled: [String]) {
        let transfers = job.changes.changes(on: .remote).filter(\.isTransfer)
        if transfers.isEmpty { return ([], []) }
        let staging = Staging(source: local, target: remote, area: area, emit: emit)
        var (staged, spoiled) = try await staging.stage(transfers, from: job.local)
        if job.keepsTimes { staged = try await keepTimes(staged) }
        let switches = staged.map { Journal.Switch(path: job.original($0.path), staged: $0.staged, file: $0.file) }
        let journal = state.journal(after: switches, run: run, remote: job.listed)
        // Another run's journal must not be replaced.
        try await maySwitch()
        try await RecordWriter(target: remote, state: state, run: run).writeJournal(journal)
        return (staged, spoiled)
    }

    /// Gives staged files the times that they have here. A server that cannot do it for the first is not asked for the
    /// others: then the records alone know the times.
    private func keepTimes(_ staged: [Journal.Switch]) async throws -> [Journal.Switch] {
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

    /// Puts everything into place. What somebody changed there since it was looked at stays.
    ///
    /// - Throws: ``TargetError``.
    func switchOver(_ job: Applier.Job, _ staged: [Journal.Switch], _ applied: AppliedChanges) async throws {
        let changes = job.changes.changes(on: .remote)
        if changes.isEmpty { return }
        var refused: [RelativePath: TargetError] = [:]
        for path in try await changedMeanwhile(changes, job) {
            refused[path] = TargetError(
                .changed, "\(path) changed on the remote during the run", help: "run again; nothing of it was lost")
        }
        let switchOver = SwitchOver(target: remote, area: area, order: job.order, applied: applied, emit: emit)
        try await switchOver.carryOut(changes, staged, refused: refused)
    }

    /// Files that are to be replaced or deleted, and are not any more what they were when they were looked at.
    private func changedMeanwhile(_ changes: [Change], _ job: Applier.Job) async throws -> [RelativePath] {
        let paths = changes.filter { $0.action == .replace || $0.action == .deleteFile }.map(\.path)
            .filter { job.remote.hasSeen($0) && job.remote[$0]?.kind == .file }
        let now = try await remote.entries(at: paths)
        let coarse = zip(paths, now).filter { $1?.modified.map { $0.precision > .second } ?? false }.map(\.0)
        let exact = Dictionary(
            uniqueKeysWithValues: zip(coarse, try await remote.exactTimes(of: coarse)))
        return zip(paths, now).filter { path, entry in
            guard let then = job.remote[path] else { return false }
            guard let entry, entry.kind == .file else { return true }
            if let before = then.size, let after = entry.size, before != after { return true }
            guard let before = then.modified, let after = (exact[path] ?? nil) ?? entry.modified else { return false }
            return before.hourShift(from: after) == nil
        }.map(\.0)
    }

    /// Writes the manifest of what is there now.
    ///
    /// - Throws: ``TargetError``.
    func record(
        _ job: Applier.Job, _ applied: AppliedChanges, leftovers spoiled: [String], staged: [Journal.Switch]
    ) async throws -> KnownState? {
        var manifest = ManifestUpdate.next(after: job, applied, state: state, run: run)
        manifest.files = Dictionary(manifest.files.map { (job.original($0.key), $0.value) }) { first, _ in first }
        manifest.folders = Set(manifest.folders.map(job.original))
        // This project's staged names that no switch of this run used: remains of runs that were given up.
        let unused = Set(state.staged.keys.filter(state.layout.owns)).subtracting(staged.map(\.staged)).sorted()
        let written = try await RecordWriter(target: remote, state: state, run: run)
            .writeManifest(manifest, leftovers: unused + spoiled)
        emit(.recorded)
        return KnownState(token: state.layout.token, manifest: written)
    }
}
