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

    /// The user is not a part of it, and a local folder is seen from the project's, which may be moved as a whole.
    private func name(_ plan: SyncPlan) -> String {
        func key(_ location: TreeLocation) -> String {
            guard case .server(var server) = location else { return location.description }
            server.user = nil
            return TreeLocation.server(server).description
        }
        let local = plan.localPath.map { folder?.relative($0) ?? $0 } ?? key(plan.local)
        let remote = key(plan.remote)
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
