package import DeployModel
package import LocalFiles
internal import SyncEngine
internal import TLS

/// The records of pairs of folders that this machine keeps from run to run: what both sides were when they were last the
/// same.
package struct PairRecords: Sendable {
    private let folder: StateFolder?

    /// The records in a folder; without one nothing is kept.
    package init(in folder: StateFolder?) { self.folder = folder }

    /// A local folder is seen from the project's, which may be moved as a whole. The user is a part of a server's folder:
    /// each may have a root of its own.
    private func name(_ plan: SyncPlan) -> String {
        let local = plan.localPath.map { folder?.relative($0) ?? $0 } ?? plan.local.description
        let remote = plan.remote.description
        return "pair-\(SHA256.hex(of: Array("\(local)\n\(remote)\n\(plan.project)".utf8)).prefix(16))"
    }

    /// The record of a plan's folders; nil where there is none.
    ///
    /// - Throws: the words of why a record that is there cannot be used.
    package func record(of plan: SyncPlan) throws(Unreadable) -> Manifest? {
        guard let bytes = folder?.contents(of: name(plan)) else { return nil }
        do {
            return try RecordCoding.decodeManifest(bytes)
        } catch {
            let reason =
                switch error {
                case .damaged(let reason): reason
                case .newer(let version): "it has version \(version), which a newer deploy has written"
                }
            throw Unreadable(reason: "the record of the last run (\(name(plan))) cannot be used: \(reason)")
        }
    }

    /// A record that is there, but cannot be used.
    package struct Unreadable: Error, Hashable {
        /// Why, in words without a final full stop.
        package let reason: String
    }

    /// Keeps a record.
    ///
    /// - Throws: ``SystemError`` where it cannot be written.
    package func save(_ record: Manifest, of plan: SyncPlan) throws(SystemError) {
        try folder?.update(name(plan)) { _ in RecordCoding.encode(record) }
    }
}
