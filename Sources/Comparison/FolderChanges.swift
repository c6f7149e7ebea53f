internal import DeployModel
internal import FileTree

/// Derives what happens to folders from what happens to the files in them.
struct FolderChanges {
    private let evidence: Evidence
    private let policy: ComparisonPolicy
    private let reader: PairReader
    private let isBlocked: (RelativePath) -> Bool

    init(_ reader: PairReader, _ policy: ComparisonPolicy, isBlocked: @escaping (RelativePath) -> Bool) {
        self.reader = reader
        self.evidence = reader.evidence
        self.policy = policy
        self.isBlocked = isBlocked
    }

    /// The changes of folders on one side, in no particular order.
    func changes(on side: Side, files: [Change]) -> [Change] {
        creations(on: side, files) + deletions(on: side, files)
    }

    private func isFolder(_ path: RelativePath, on side: Side) -> Bool { evidence.tree(side)[path]?.kind == .folder }

    // MARK: Making

    private func creations(on side: Side, _ files: [Change]) -> [Change] {
        let tree = evidence.tree(side)
        var wanted: [RelativePath: String] = [:]
        for change in files where change.side == side && change.isTransfer {
            for folder in change.path.ancestors where !isFolder(folder, on: side) {
                wanted[folder] =
                    evidence.base.folders.contains(folder) ? "gone \(side == .local ? "here" : "there")" : new(side)
            }
        }
        guard mayCreate(on: side) else { return [] }
        for path in evidence.tree(side.other).entries.keys
        where isFolder(path, on: side.other) && !isFolder(path, on: side) && !evidence.base.folders.contains(path) {
            if isBlocked(path) || reader.isBehindLink(path, on: side) || tree[path] != nil && !isMakingRoom(path, files)
            {
                continue
            }
            if hasLostAbove(path, side) { continue }
            wanted[path] = new(side)
            for folder in path.ancestors where !isFolder(folder, on: side) { wanted[folder] = new(side) }
        }
        return wanted.map { Change(.createFolder, $0.key, on: side, reason: $0.value) }
    }

    private func new(_ side: Side) -> String { side == .remote ? "new" : "new on the remote" }

    private func isMakingRoom(_ path: RelativePath, _ files: [Change]) -> Bool {
        files.contains { $0.path == path && $0.makesRoom }
    }

    /// Both ways, an empty folder inside one that was deleted there is no reason to bring that one back.
    private func hasLostAbove(_ path: RelativePath, _ side: Side) -> Bool {
        policy.direction == .bothWays && reader.hasLostFolder(path, on: side)
    }

    private func mayCreate(on side: Side) -> Bool { policy.direction != .oneWay(from: side) }

    // MARK: Deleting

    /// Folders go once nothing is left in them: neither a file that stays nor a name that takes no part.
    private func deletions(on side: Side, _ files: [Change]) -> [Change] {
        guard mayDelete(on: side) else { return [] }
        let (tree, other) = (evidence.tree(side), evidence.tree(side.other))
        let gone = Set(files.lazy.filter { $0.side == side && $0.isDeletion }.map(\.path))
        var kept = Set<RelativePath>()
        for (path, entry) in tree.entries where entry.kind != .folder && !gone.contains(path) {
            kept.formUnion(path.ancestors)
        }
        let metadata = tree.excluded.filter { $0.value == .file && Self.isMetadata($0.key) }
        for path in tree.excluded.keys where !gone.contains(path) && metadata[path] == nil {
            kept.formUnion(path.ancestors)
        }
        for skipped in tree.skipped { kept.formUnion(skipped.path.ancestors) }
        for change in files where change.side == side && change.isTransfer { kept.formUnion(change.path.ancestors) }
        func isGoneThere(_ path: RelativePath) -> Bool { other[path]?.kind != .folder }
        let folders = tree.sortedPaths.filter { isFolder($0, on: side) && isGoneThere($0) }
        for path in folders where !isOurs(path, on: side) || isBlocked(path) || isInTheWay(path, files, side) {
            kept.formUnion(path.ancestors + [path])
        }
        let doomed = Set(folders).subtracting(kept)
        let remains = metadata.keys.filter { $0.parent.map(doomed.contains) ?? false }.map {
            Change(.deleteFile, $0, on: side, reason: "pyftpsync's record of the folder")
        }
        return remains
            + folders.filter(doomed.contains).map { path in
                var change = Change(.deleteFolder, path, on: side, reason: "deleted \(side.other.place)")
                change.makesRoom = ([path] + path.ancestors).contains { other[$0]?.kind == .file }
                return change
            }
    }

    /// What pyftpsync leaves in a folder goes with it.
    private static func isMetadata(_ path: RelativePath) -> Bool { path.name == ".pyftpsync-meta.json" }

    /// A file there has the name of this folder, but is not put in its place.
    private func isInTheWay(_ path: RelativePath, _ files: [Change], _ side: Side) -> Bool {
        guard evidence.tree(side.other)[path]?.kind == .file else { return false }
        return !files.contains { $0.path == path && $0.side == side && $0.isTransfer }
    }

    private func mayDelete(on side: Side) -> Bool {
        switch policy.direction {
        case .oneWay(let sender): side != sender && policy.delete != .off
        case .bothWays: true
        }
    }

    private func isOurs(_ path: RelativePath, on side: Side) -> Bool {
        if reader.protection(of: path, on: side) != nil { return false }
        if evidence.base.folders.contains(path) { return true }
        // A new, empty folder inside one that is gone there: nothing is lost with it.
        return policy.direction == .bothWays ? reader.hasLostFolder(path, on: side.other) : policy.delete == .all
    }
}
