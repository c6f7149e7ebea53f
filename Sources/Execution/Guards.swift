internal import DeployModel
internal import FileTree
internal import SyncTargets

/// What stops a run before its first change.
enum Guards {
    /// Refuses what the target cannot hold, and deletions that an empty source would cause.
    ///
    /// - Throws: ``TargetError``.
    static func check(_ changes: ChangeSet, local: Snapshot, target: any SyncTarget) throws {
        for change in changes.changes {
            if let objection = target.objection(to: change.path) { throw objection }
        }
        let deletions = changes.changes.count(where: \.isDeletion)
        if deletions > 0, !local.files.contains(where: { _ in true }) {
            throw TargetError(
                .refused, "the local folder has no files that take part, so all \(deletions) deletions were refused",
                help: "check 'local', 'match' and 'exclude'; an empty folder never deletes a site")
        }
    }

    /// Refuses to run over conflicts that nobody decided.
    ///
    /// - Throws: ``TargetError`` that lists them all.
    static func checkConflicts(_ changes: ChangeSet, _ resolve: ConflictResolution) throws {
        guard resolve == .ask, !changes.conflicts.isEmpty else { return }
        let list = changes.conflicts.map { "\n  \($0.path): \($0.reason)" }.joined()
        let count = changes.conflicts.count == 1 ? "1 conflict" : "\(changes.conflicts.count) conflicts"
        throw TargetError(
            .refused, "\(count); nothing was changed:\(list)",
            help: "--resolve local or --force sends the local files, --resolve skip deploys the rest")
    }
}
