internal import DeployModel
internal import FileTree
internal import SyncTargets

/// What a run keeps of what it replaces and deletes on the remote, and what of the runs before it.
struct Backup: Sendable {
    private let remote: any SyncTarget
    private let state: RemoteState
    private let run: String
    private let emit: @Sendable (ExecutionEvent) -> Void

    init(
        remote: any SyncTarget, state: RemoteState, run: String, emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.remote = remote
        self.state = state
        self.run = run
        self.emit = emit
    }

    /// A live file that goes away, and where it is kept.
    struct Taken: Sendable {
        /// What is live.
        var file: Manifest.File
        /// Where it is kept; nil where nobody keeps it.
        var place: Journal.Place?
    }

    // MARK: Keeping

    /// Copies the files that `changes` replace; for those that are deleted it only names a place, to which they are
    /// renamed.
    ///
    /// - Returns: what goes away, by path.
    /// - Throws: ``TargetError``.
    func keep(_ changes: [Change], _ job: Applier.Job) async throws -> [RelativePath: Taken] {
        // What an interrupted run has put there is nobody's old version, unless it is one that it has moved there.
        let moved = state.carried.compactMap { step in if case .live(let path)? = step.outgoing { path } else { nil } }
        let carried = Set(state.carried.map(\.path)).subtracting(moved)
        var number = state.lastBackupNumber(of: run)
        var taken: [RelativePath: Taken] = [:]
        var items: [BackupCopies.Item] = []
        for change in changes where change.action == .replace || change.action == .deleteFile {
            guard let entry = job.remote[change.path] ?? job.remote.unmatched[change.path] else { continue }
            var item = Taken(file: file(entry, job))
            let path = job.original(change.path)
            if job.keep > 0, !carried.contains(path), change.movedTo == nil {
                if let place = state.copy(of: path, item.file) {
                    item.place = place
                } else {
                    number += 1
                    let place = Journal.Place.backup(Journal.backupName(run: run, number: number))
                    item.place = place
                    if change.action == .replace {
                        items.append(BackupCopies.Item(entry: entry, path: state.layout.path(of: place)))
                    }
                }
            }
            taken[change.path] = item
        }
        if items.isEmpty { return taken }
        emit(.keeping(files: items.count, bytes: items.compactMap(\.entry.size).clampedSum()))
        for (path, copy) in try await BackupCopies(target: remote).make(items) {
            taken[path]?.file.size = copy.size
            if let hash = copy.sha256 { taken[path]?.file.sha256 = hash }
        }
        return taken
    }

    private func file(_ entry: FileEntry, _ job: Applier.Job) -> Manifest.File {
        let known = job.base.files[entry.path].flatMap { $0.isStill(entry) ? $0 : nil }
        return Manifest.File(
            size: entry.size ?? known?.size ?? 0, sha256: known?.sha256, serverTime: entry.modified ?? known?.serverTime
        )
    }

    // MARK: Clearing up

    /// What the backup folder holds that nobody needs behind a run: all but the undo records of the way back as far as
    /// `keep`, and what those keep. `undo` is that of the run itself.
    func superfluous(behind header: Manifest.Header, keep: Int, undo: Journal?) -> [RelativePath] {
        var records = Set(state.kept.keys.compactMap(StateLayout.run(ofUndo:)))
        // That of a run which died behind its manifest was filed in this one, behind the look at what there is.
        for record in [state.leftUndoRecord, undo].compactMap(\.self) {
            records.insert(record.run)
            records.subtract(record.consumes)
        }
        let kept = UndoChain(current: header.state, history: header.history, records: records).kept(keep)
        let own = Set((undo?.steps ?? []).compactMap(\.outgoing))
        let left = state.leftUndoRecord.map { [StateLayout.undoName($0.run)] } ?? []
        return Set(state.kept.keys).union(left).filter { name in
            if let record = StateLayout.run(ofUndo: name) { return !kept.contains(record) }
            let owner = String(name.prefix { $0 != "-" })
            return !kept.contains(owner) || owner == undo?.run && !own.contains(.backup(name))
        }.sorted().map(state.layout.kept)
    }
}
