internal import DeployModel
internal import FileTree
internal import SyncTargets

/// What stops a run before its first change.
enum Guards {
    /// Refuses what a side cannot hold, and deletions that an empty other side would cause.
    ///
    /// - Throws: ``TargetError``.
    static func check(
        _ changes: ChangeSet, _ here: Snapshot, _ there: Snapshot, local: any SyncTarget, remote: any SyncTarget
    ) throws {
        for change in changes.changes {
            let target: any SyncTarget = change.side == .local ? local : remote
            if let objection = target.objection(to: change.path) { throw objection }
        }
        for (side, source) in [(Side.remote, here), (.local, there)] {
            let deletions = changes.changes(on: side).count(where: \.isDeletion)
            guard deletions > 0, !source.files.contains(where: { _ in true }) else { continue }
            let folder = side == .remote ? "the local folder" : remote.name
            let what = deletions == 1 ? "1 deletion was refused" : "all \(deletions) deletions were refused"
            throw TargetError(
                .refused, "\(folder) has no files that take part, so \(what)",
                help: "check 'local', 'remote', 'match' and 'exclude'; an empty folder never empties the other one")
        }
    }

    /// Refuses to delete more than the plan allows, as a wrong 'local' would.
    ///
    /// - Parameter recorded: how many files the manifest has; a run that only looks at what it touches sees fewer.
    /// - Throws: ``TargetError`` with the number, some names and the way out.
    static func checkDeletions(
        _ changes: ChangeSet, _ here: Snapshot, _ there: Snapshot, recorded: Int, limit: DeleteLimit
    ) throws {
        func count(_ tree: Snapshot) -> Int { tree.files.count { _ in true } + tree.unmatched.count }
        let remote = there.looked == nil ? count(there) : max(count(there), recorded)
        for (side, files) in [(Side.local, count(here)), (.remote, remote)] {
            let deleted = changes.changes(on: side).filter { $0.action == .deleteFile && $0.movedTo == nil }
                .map(\.path)
            guard !limit.allows(deleted.count, of: files) else { continue }
            let names = deleted.prefix(shownNames).map { "\n  \($0)" }.joined()
            let rest = deleted.count > shownNames ? "\n  … and \(deleted.count - shownNames) more" : ""
            let what = deleted.count == 1 ? "1 file" : "\(deleted.count) files"
            throw TargetError(
                .refused,
                "\(what) of \(files) \(side.place) would be deleted, more than 'max_delete: \(limit.text)' allows; nothing was changed:\(names)\(rest)",
                help: "check 'local', 'remote', 'match' and 'exclude'; --max-delete \(deleted.count) allows it")
        }
    }

    private static let shownNames = 5

    /// Refuses to run over conflicts that nobody decided.
    ///
    /// - Throws: ``TargetError`` that lists them all.
    static func checkConflicts(_ changes: ChangeSet, _ resolve: ConflictResolution) throws {
        guard resolve == .ask, !changes.conflicts.isEmpty else { return }
        let list = changes.conflicts.map { "\n  \($0.path): \($0.reason)" }.joined()
        let count = changes.conflicts.count == 1 ? "1 conflict" : "\(changes.conflicts.count) conflicts"
        throw TargetError(
            .refused, "\(count); nothing was changed:\(list)",
            help: "--resolve local sends the local files, --resolve skip deploys the rest")
    }
}
