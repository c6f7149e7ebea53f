internal import Comparison
internal import DeployModel
internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// What is known of the two sides from before a run, and what is recorded of it.
extension Executor {
    /// What this machine has recorded of the pair, if both folders are still the same: what another one in its place lacks
    /// was not deleted. The remote's is known by the token of the tool's state there.
    func ownRecord(_ root: UInt64?, _ state: RemoteState) -> SyncBase? {
        guard let recorded = environment.recorded else { return nil }
        let isSameHere = recorded.header.root.flatMap { before in root.map { $0 == before } } ?? true
        let token = state.manifest == nil ? nil : state.layout.token
        let isSameThere = recorded.header.token == nil || recorded.header.token == token
        if isSameHere, isSameThere { return SyncBase(recorded) }
        if plan.command != .upload {
            let name = isSameHere ? remote.name : local.name
            emit(.recovered("\(name) is another folder than at the last run: both sides are compared anew"))
        }
        return nil
    }

    /// pyftpsync's records, where the project has any. Those of the remote matter only where nothing else is known.
    func pyftpsyncRecords(_ sides: Sides, _ own: SyncBase?) async throws -> PyftpsyncRecords? {
        try await PyftpsyncLock.check(
            sides.listed, isInUse: sides.here.excluded.keys.contains { $0.name == PyftpsyncMetadata.fileName },
            on: remote,
            now: environment.now(), text: environment.timeText)
        guard plan.keepsPyftpsyncMetadata else { return nil }
        let isNeeded = plan.command != .upload || sides.state.manifest == nil || plan.migrate
        let records = try await PyftpsyncRecords.read(
            plan.remote, here: sides.here, there: sides.there, local: sides.local, remote: sides.remote,
            readsRemote: isNeeded, known: own?.recorded)
        for remark in records.remarks { emit(.skippedName(remark)) }
        return records
    }

    /// The base of an upload: the manifest, or where nothing was ever deployed, what pyftpsync has recorded. Not this
    /// machine's record of the pair: a server that was set up anew is to get everything.
    func uploadBase(_ sides: Sides, _ manifest: SyncBase, _ pyftpsync: PyftpsyncRecords?) -> SyncBase {
        guard sides.state.manifest == nil, let recorded = pyftpsync?.base(own: nil, there: sides.there),
            recorded.isComplete
        else { return manifest }
        return recorded.named(by: sides.aliases(of: recorded))
    }

    /// Files whose contents were read, or that are on both sides as a record has them.
    func proven(_ prepared: Prepared) -> Set<RelativePath> {
        let evidence = prepared.evidence
        let read = evidence.sameContent.filter(\.value).map(\.key)
        return Set(read + prepared.changes.unchanged.filter { evidence.base.files[$0] != nil })
    }

    /// Whether the remote's records have to be written: for a change there, to close an interrupted run, or for a first
    /// record of files that were found equal. A download never writes there.
    func writesRemotely(_ prepared: Prepared) -> Bool {
        guard plan.command != .download else { return false }
        if !prepared.changes.changes(on: .remote).isEmpty || prepared.state.journal != nil { return true }
        guard plan.command == .upload else { return false }
        return prepared.state.manifest == nil && !prepared.changes.unchanged.isEmpty
    }

    /// Keeps pyftpsync's records up to date, and takes away those that no version in use can read.
    func updatePyftpsync(_ prepared: Prepared, _ record: Manifest, _ applied: AppliedChanges) async throws {
        guard let records = prepared.pyftpsync else { return }
        if plan.migrate {
            try await records.discardOutdated(local, on: .local)
            if plan.command != .download { try await records.discardOutdated(remote, on: .remote) }
        }
        var uploads: [RelativePath: Manifest.File] = [:]
        for item in applied.all where item.change.side == .remote {
            if let file = item.file { uploads[item.change.path] = file }
        }
        try await records.update(
            with: record, folders: folders(prepared, applied), uploads: uploads, local: prepared.sides.local,
            remote: prepared.sides.remote,
            state: prepared.state,
            timeText: environment.timeText(record.header.written))
    }

    /// The local folders that were looked into, and are there now.
    private func folders(_ prepared: Prepared, _ applied: AppliedChanges) -> Set<RelativePath> {
        let here = prepared.evidence.local
        var folders = Set(here.entries.keys.filter { here[$0]?.kind == .folder }).union([.root])
        for change in applied.all.map(\.change) where change.side == .local {
            if change.action == .createFolder { folders.insert(change.path) }
            if change.action == .deleteFolder { folders.remove(change.path) }
        }
        return folders
    }

    /// Keeps what both sides are now on this machine.
    @discardableResult
    func record(
        _ prepared: Prepared, _ job: Applier.Job, _ applied: AppliedChanges, _ run: String, isComplete: Bool
    ) -> Manifest {
        var record = PairRecord.next(
            previous: prepared.previous, after: job, applied, run: run, isComplete: isComplete)
        // A first run that broke off may have left no state there that could be known again.
        if !isComplete, prepared.state.manifest == nil { record.header.token = nil }
        let isNew =
            environment.recorded.map { old in
                old.files != record.files || old.folders != record.folders || old.header.root != record.header.root
                    || old.header.isComplete != record.header.isComplete
            } ?? true
        if isNew { environment.record(record) }
        return record
    }
}

extension SyncBase {
    /// The base that a record of both sides gives.
    init(_ record: Manifest) {
        self.init(
            files: record.files, folders: record.folders, isComplete: record.header.isComplete,
            recorded: record.header.written)
    }
}
