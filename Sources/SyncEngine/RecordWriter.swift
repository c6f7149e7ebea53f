internal import DeployModel
internal import FileTree
internal import SyncTargets
internal import TLS

extension StateLayout {
    /// What makes the journal of a whole run its undo record, in place of the one that the run used up.
    func filing(_ journal: Journal) -> [TargetOperation] {
        [.rename(self.journal, to: kept(Self.undoName(journal.run)))]
            + journal.consumes.map { .deleteFile(kept(Self.undoName($0))) }
    }
}

/// Writes records onto the remote: each is stored in the staging folder and then renamed onto its name, so that it is
/// always a whole one.
struct RecordWriter: Sendable {
    let target: any SyncTarget
    let state: RemoteState
    let run: String

    /// A record: its content, and under which name it waits in the staging folder.
    typealias Record = (bytes: [UInt8], name: String)

    /// Writes the journal of the switch that comes next.
    ///
    /// - Throws: ``TargetError``.
    func writeJournal(_ journal: Journal) async throws {
        let help = "nothing that is served has changed; mend the cause and run again"
        try await store([(RecordCoding.encode(journal), "journal")], help: help)
        try await place("journal", state.layout.journal, help: help)
    }

    /// Stores the manifest and its head where nobody reads them yet.
    ///
    /// - Returns: the manifest as it was written.
    /// - Throws: ``TargetError``; then the journal still tells what is live.
    func storeManifest(_ manifest: Manifest) async throws -> [UInt8] {
        let bytes = RecordCoding.encode(manifest)
        let head = Array("\(manifest.header.run) \(SHA256.hex(of: bytes))\n".utf8)
        try await store([(bytes, "manifest"), (head, "head")], help: Self.unrecorded)
        return bytes
    }

    private static let unrecorded = "all files are in place; mend the cause and run again to record it"

    /// Puts the stored manifest and head in place, then files the journal and takes away what nobody needs. The old head
    /// goes first and the new one comes last: a manifest without a head is read, one with another's head could be taken for
    /// the one that is known.
    ///
    /// - Parameter undo: the journal, where it becomes the run's undo record; nil where nobody needs it any more.
    /// - Throws: ``TargetError``; then the journal still tells what is live.
    func placeManifest(undo: Journal?, leftovers: [RelativePath]) async throws {
        try await place(
            "manifest", state.layout.manifest, first: state.manifest == nil ? [] : [.deleteFile(state.layout.head)],
            help: Self.unrecorded)
        let filing = undo.map(state.layout.filing) ?? [.deleteFile(state.layout.journal)]
        _ = try await target.perform(
            [.rename(stagedPath("head"), to: state.layout.head)] + filing + leftovers.map { .deleteFile($0) })
    }

    /// Stores records in the staging folder. One counts only if the server has all of it.
    private func store(_ records: [Record], help: String) async throws {
        let sizes = Dictionary(uniqueKeysWithValues: records.map { (stagedPath($0.name), Int64($0.bytes.count)) })
        try await target.withWriter(confirmed: { stored in
            guard let there = stored.size, let size = sizes[stored.path], there != size else { return }
            throw TargetError(
                .unexpected, "the server has \(there) bytes of \(size) of the record \(stored.path)",
                help: "check the disk space on the server; \(help)")
        }) { writer in
            for (bytes, name) in records {
                try await writer.store(.bytes(bytes), at: stagedPath(name)) { _ in }
            }
        }
    }

    /// Renames a stored record onto its name; `first` is done before, and may fail.
    private func place(
        _ name: String, _ path: RelativePath, first: [TargetOperation] = [], help: String
    ) async throws {
        let results = try await target.perform(first + [.rename(stagedPath(name), to: path)])
        if case .failed(let error)? = results.last {
            throw TargetError(
                error.code, "the record of the deployment cannot be written: \(error.message)", help: help)
        }
    }

    private func stagedPath(_ name: String) -> RelativePath {
        state.layout.staged(state.layout.stagedName("\(name)-\(run)"))
    }
}
