internal import DeployModel
internal import FileTree
internal import SyncTargets
internal import TLS

/// Writes records onto the remote: each is stored in the staging folder and then renamed onto its name, so that it is
/// always a whole one.
struct RecordWriter: Sendable {
    let target: any SyncTarget
    let state: RemoteState
    let run: String

    /// Writes records (content, staged name, final path), in this order. A record counts only if the server has all of
    /// it; `help` is what an error advises.
    ///
    /// - Throws: ``TargetError``.
    func write(
        _ records: [([UInt8], String, RelativePath)], first: [TargetOperation] = [], then: [TargetOperation] = [],
        help: String
    ) async throws {
        let sizes = Dictionary(
            uniqueKeysWithValues: records.map { (stagedPath($0.1), Int64($0.0.count)) })
        try await target.withWriter(confirmed: { stored in
            guard let there = stored.size, let size = sizes[stored.path], there != size else { return }
            throw TargetError(
                .unexpected, "the server has \(there) bytes of \(size) of the record \(stored.path)",
                help: "check the disk space on the server; \(help)")
        }) { writer in
            for (bytes, name, _) in records {
                try await writer.store(.bytes(bytes), at: stagedPath(name)) { _ in }
            }
        }
        let renames = records.map { _, name, path in
            TargetOperation.rename(stagedPath(name), to: path)
        }
        for result in try await target.perform(first + renames + then)
            .dropFirst(first.count).prefix(renames.count)
        {
            if case .failed(let error) = result {
                throw TargetError(
                    error.code, "the record of the deployment cannot be written: \(error.message)", help: help)
            }
        }
    }

    /// Writes the manifest and its head, then takes away the journal and what nobody needs in the staging folder. The old
    /// head goes first: a manifest without a head is read, one with another's head could be taken for the one that is known.
    ///
    /// - Returns: the manifest as it was written.
    /// - Throws: ``TargetError``.
    func writeManifest(_ manifest: Manifest, leftovers: [String]) async throws -> [UInt8] {
        let bytes = RecordCoding.encode(manifest)
        let head = Array("\(manifest.header.run) \(SHA256.hex(of: bytes))\n".utf8)
        try await write(
            [(bytes, "manifest", state.layout.manifest), (head, "head", state.layout.head)],
            first: state.manifest == nil ? [] : [.deleteFile(state.layout.head)],
            then: [.deleteFile(state.layout.journal)] + leftovers.map { .deleteFile(state.layout.staged($0)) },
            help: "all files are in place; mend the cause and run again to record it")
        return bytes
    }

    private func stagedPath(_ name: String) -> RelativePath {
        state.layout.staged(state.layout.stagedName("\(name)-\(run)"))
    }
}
