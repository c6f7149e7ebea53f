package import DeployModel
internal import FileTree
package import SyncTargets

/// Writes the first record of a site that something else has put there.
package enum Adopting {
    /// Makes the tool's folders and writes `manifest`; to be called by who holds the lock.
    ///
    /// - Parameter maySwitch: asked before the record becomes the one that counts.
    /// - Returns: what is worth remembering for the next run.
    /// - Throws: ``TargetError``.
    package static func record(
        _ manifest: Manifest, on remote: any SyncTarget, _ state: RemoteState,
        maySwitch: @Sendable () async throws -> Void
    ) async throws -> KnownState? {
        let run = manifest.header.run
        let delivery = RemoteDelivery(local: remote, remote: remote, state: state, run: run, emit: { _ in })
        try await delivery.prepare(keeps: false)
        let writer = RecordWriter(target: remote, state: state, run: run)
        let stored = try await writer.storeManifest(manifest)
        try await maySwitch()
        try await writer.placeManifest(undo: nil, leftovers: [])
        return KnownState(token: state.layout.token, manifest: stored)
    }
}
