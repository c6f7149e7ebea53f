internal import DeployModel
internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// Refuses an upload that would undo what somebody else has deployed since this machine last looked.
struct OutdatedCheck: Sendable {
    private let environment: Executor.Environment

    init(_ environment: Executor.Environment) { self.environment = environment }

    /// How many paths are listed.
    private static let listed = 10

    /// - Throws: ``TargetError`` that says who has deployed what when.
    func check(_ changes: ChangeSet, _ state: RemoteState) async throws {
        guard let last = state.manifest, !changes.isEmpty else { return }
        let seen = environment.known?.manifest.flatMap { try? RecordCoding.decodeManifest($0) }
        if seen?.header.run == last.header.run { return }
        let contains =
            if let commit = last.header.origin.commit { await environment.containsCommit(commit) } else { nil as Bool? }
        if contains == true { return }
        // Who never was there, and has no history to ask, knows of nothing that could be undone.
        guard seen != nil || contains == false else { return }
        // What a download or a sync has brought here since is not undone by what was made of it.
        let taken = environment.recorded?.files ?? [:]
        let undone = Self.undone(by: changes, last: last, seen: seen).filter { path in
            guard let hash = last.files[path]?.sha256 else { return true }
            return taken[path]?.sha256 != hash
        }
        guard !undone.isEmpty else { return }
        let paths = undone.prefix(Self.listed).map { "\n  \($0)" }.joined()
        let more = undone.count > Self.listed ? "\n  and \(undone.count - Self.listed) more" : ""
        let files = undone.count == 1 ? "1 file" : "\(undone.count) files"
        throw TargetError(
            .refused,
            "\(who(last.header)) after this checkout was last deployed; this run would undo it in \(files):\(paths)\(more)",
            help: "take those changes over first (git pull), or --force to deploy this state")
    }

    /// The paths that a run changes and that others have changed since.
    static func undone(by changes: ChangeSet, last: Manifest, seen: Manifest?) -> [RelativePath] {
        changes.changes.filter { !$0.isOfFolder }.map(\.path).filter { path in
            guard let seen else { return last.files[path] != nil }
            return last.files[path].map { [$0.size.description, $0.sha256] }
                != seen.files[path].map {
                    [$0.size.description, $0.sha256]
                }
        }
    }

    private func who(_ header: Manifest.Header) -> String {
        let author = header.origin.author.map(VisibleText.escaping) ?? "somebody"
        let commit = header.origin.commit.map { " (commit \(VisibleText.escaping(String($0.prefix(12)))))" } ?? ""
        return "\(author) deployed on \(environment.timeText(header.written))\(commit),"
    }
}
