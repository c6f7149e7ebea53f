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

    /// Writes records (content, staged name, final path), in this order.
    ///
    /// - Throws: ``TargetError``.
    func write(_ records: [([UInt8], String, RelativePath)], then: [TargetOperation] = []) async throws {
        try await target.withWriter(confirmed: { _ in }) { writer in
            for (bytes, name, _) in records {
                try await writer.store(.bytes(bytes), at: state.layout.staged("\(name)-\(run)")) { _ in }
            }
        }
        let renames = records.map { _, name, path in
            TargetOperation.rename(state.layout.staged("\(name)-\(run)"), to: path)
        }
        for result in try await target.perform(renames + then).prefix(renames.count) {
            if case .failed(let error) = result {
                throw TargetError(
                    error.code, "the record of the deployment cannot be written: \(error.message)",
                    help: "all files are in place; mend the cause and run again to record it")
            }
        }
    }

    /// Writes the manifest and its head, then takes away the journal and what nobody needs in the staging folder.
    ///
    /// - Throws: ``TargetError``.
    func writeManifest(_ manifest: Manifest, leftovers: [String]) async throws {
        let bytes = RecordCoding.encode(manifest)
        let head = Array("\(manifest.header.run) \(SHA256.hex(of: bytes))\n".utf8)
        try await write(
            [(bytes, "manifest", state.layout.manifest), (head, "head", state.layout.head)],
            then: [.deleteFile(state.layout.journal)] + leftovers.map { .deleteFile(state.layout.staged($0)) })
    }
}
