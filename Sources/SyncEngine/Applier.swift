package import DeployModel
package import FileTree
package import SyncTargets

/// Carries out a change set on a remote: stage, switch, delete, record.
///
/// Every file is first stored in the staging folder and confirmed by the server; only when all are there, one burst of
/// renames puts them onto their names. Before the burst the journal says what it will do; after it the manifest is
/// written, last of all by a rename.
package struct Applier: Sendable {
    private let source: any SyncTarget
    private let target: any SyncTarget
    private let state: RemoteState
    private let run: String
    private let emit: @Sendable (ExecutionEvent) -> Void

    /// An applier for one run. `run` is unique, in lower-case hexadecimal digits.
    package init(
        source: any SyncTarget, target: any SyncTarget, state: RemoteState, run: String,
        emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.source = source
        self.target = target
        self.state = state
        self.run = run
        self.emit = emit
    }

    /// What a run needs to know besides the changes.
    package struct Job: Sendable {
        /// What is to be done.
        package var changes: ChangeSet
        /// The local tree, for the files that are sent.
        package var local: Snapshot
        /// The remote tree as it was found.
        package var remote: Snapshot
        /// Which paths took part; what is recorded of others stays as it is.
        package var filter: PathFilter
        /// The base that the changes were made from.
        package var base: SyncBase
        /// When the run takes place, in seconds since the epoch, UTC.
        package var now: Int64
        /// The git commit that is deployed; nil where there is none.
        package var commit: String?

        /// A job from its parts.
        package init(
            changes: ChangeSet, local: Snapshot, remote: Snapshot, filter: PathFilter, base: SyncBase, now: Int64,
            commit: String?
        ) {
            self.changes = changes
            self.local = local
            self.remote = remote
            self.filter = filter
            self.base = base
            self.now = now
            self.commit = commit
        }
    }

    /// Does it all. What it returns besides the outcome is worth remembering for the next run.
    ///
    /// - Throws: ``TargetError``. Up to the switch nothing that is served has changed; an interrupted switch is taken
    ///   up by the next run.
    package func apply(_ job: Job) async throws -> (outcome: Outcome, known: KnownState?) {
        try await prepareState()
        try await prepareGuardFiles()
        let staging = Staging(source: source, target: target, state: state, emit: emit)
        let (staged, spoiled) = try await staging.stage(job.changes.transfers, local: job.local)
        let records = RecordWriter(target: target, state: state, run: run)
        let journal = state.journal(after: staged, run: run, remote: job.remote)
        if !staged.isEmpty {
            try await records.writeJournal(journal)
        }
        try await switchOver(job.changes, staged)
        let manifest = ManifestUpdate.next(after: job, staged: staged, state: state, run: run)
        let written = try await records.writeManifest(manifest, leftovers: leftovers(used: staged) + spoiled)
        emit(.recorded)
        return (outcome(job.changes, staged: staged), KnownState(token: state.layout.token, manifest: written))
    }

    /// This project's staged names that no switch of this run used: remains of runs that were given up.
    private func leftovers(used: [Journal.Switch]) -> [String] {
        Set(state.staged.keys.filter(state.layout.owns)).subtracting(used.map(\.staged)).sorted()
    }

    // MARK: State folders

    private func prepareState() async throws {
        let missing = state.layout.folders.filter { !state.existingFolders.contains($0) }
        for result in try await target.perform(missing.map { .createFolder($0) }) {
            if case .failed(let error) = result {
                throw TargetError(
                    error.code, "the tool's folder on the remote cannot be made: \(error.message)",
                    help: "the user needs to be allowed to make the folder .deploy there")
            }
        }
    }

    /// Whoever fetches the folder over HTTP gets an empty page or a refusal, never a list of names. A server that
    /// takes no such file serves none either, so its refusal does not stop a run.
    private func prepareGuardFiles() async throws {
        let missing = [("index.html", ""), (".htaccess", Self.denyAll)].filter { !state.guardFiles.contains($0.0) }
        if missing.isEmpty { return }
        try await target.withWriter(confirmed: { _ in }) { writer in
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

    // MARK: Switch

    private func switchOver(_ changes: ChangeSet, _ staged: [Journal.Switch]) async throws {
        let names = Dictionary(uniqueKeysWithValues: staged.map { ($0.path, $0.staged) })
        emit(.switching(count: changes.changes.count))
        var failures: [TargetError] = []
        // Folders first: without them nothing is put in place. Deletions only once everything new is.
        let creations = changes.changes.filter { $0.action == .createFolder }
        let deletions = [Change.Action.deleteFile, .deleteFolder].map { action in
            changes.changes.filter { $0.action == action }
        }
        for part in [creations, changes.transfers] + deletions {
            guard failures.isEmpty, !part.isEmpty else { continue }
            let operations = part.map { operation(for: $0, staged: names[$0.path]) }
            // Renames and deletions of files do not need each other; folders are made and go in order.
            let results =
                part.contains(where: \.isOfFolder)
                ? try await target.perform(operations) : try await target.performInAnyOrder(operations)
            for (change, result) in zip(part, results) {
                switch result {
                case .done: emit(.done(change))
                case .failed(let error): failures.append(error)
                }
            }
        }
        guard let first = failures.first else { return }
        let more = failures.count > 1 ? " (and \(failures.count - 1) more)" : ""
        throw TargetError(
            first.code, "\(first.message)\(more)",
            help: "mend the cause and run again to finish: what is live stays, and nothing is sent twice")
    }

    private func operation(for change: Change, staged: String?) -> TargetOperation {
        switch change.action {
        case .createFolder: .createFolder(change.path)
        case .upload, .replace: .rename(state.layout.staged(staged ?? ""), to: change.path)
        case .deleteFile: .deleteFile(change.path)
        case .deleteFolder: .deleteFolder(change.path)
        }
    }

    private func outcome(_ changes: ChangeSet, staged: [Journal.Switch]) -> Outcome {
        var outcome = Outcome()
        outcome.filesWritten = staged.count
        outcome.bytesSent = staged.reduce(0) { $0 + (state.staged[$1.staged] == nil ? $1.file.size : 0) }
        outcome.filesDeleted = changes.count(.deleteFile)
        outcome.foldersCreated = changes.count(.createFolder)
        outcome.foldersDeleted = changes.count(.deleteFolder)
        outcome.unchanged = changes.unchanged.count
        outcome.drifted = changes.drifted.count
        outcome.conflictsSkipped = changes.conflicts.count
        return outcome
    }
}
