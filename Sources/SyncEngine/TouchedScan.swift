package import DeployModel
package import FileTree
package import SyncTargets

/// A remote's tree without listing it: what the record says, corrected by what the remote tells of the paths that a run
/// may replace, delete or need.
package struct TouchedScan: Sendable {
    /// Folders that the run puts something into or takes something out of; none may be a link by now.
    private var folders: Set<RelativePath> = []
    /// Files that it may replace or delete.
    private var files: Set<RelativePath> = []
    /// Recorded folders that are gone here: whether they may go there depends on all that they hold.
    private var goneFolders: Set<RelativePath> = []
    /// Folders that something is taken out of: a deployment of its own may have moved in.
    private var emptied: Set<RelativePath> = []
    private var assumed = Snapshot()
    private let filter: PathFilter

    /// The scan for an upload of `local` onto what `base` records. `hashes` holds the SHA-256 of every local file;
    /// `deletes` tells whether recorded files that are gone here are to go there.
    package init(
        base: SyncBase, local: Snapshot, hashes: [RelativePath: String], filter: PathFilter, deletes: Bool
    ) {
        self.filter = filter
        assume(base)
        for (path, entry) in local.entries {
            switch entry.kind {
            case .folder: if assumed[path] == nil { folders.formUnion(path.ancestors + [path]) }
            case .file:
                let hash = base.files[path]?.sha256
                if hash == nil || hash != hashes[path] { touch(path) }
            default: touch(path)
            }
        }
        if deletes { addDeletions(base, local) }
    }

    private mutating func touch(_ file: RelativePath) {
        files.insert(file)
        folders.formUnion(file.ancestors)
    }

    private mutating func addDeletions(_ base: SyncBase, _ local: Snapshot) {
        for path in base.files.keys where local[path] == nil && assumed[path] != nil {
            touch(path)
            emptied.formUnion(path.ancestors)
        }
        for path in base.folders where local[path] == nil && assumed[path] != nil {
            goneFolders.insert(path)
            folders.formUnion(path.ancestors + [path])
            emptied.formUnion(path.ancestors + [path])
        }
    }

    /// Whether the run is about nothing, so that nothing has to be asked.
    package var isEmpty: Bool { files.isEmpty && folders.isEmpty && goneFolders.isEmpty }

    /// The tree as the record has it, with nothing asked.
    package var recorded: Snapshot { assumed }

    private mutating func assume(_ base: SyncBase) {
        var known = base.folders
        for (path, file) in base.files where filter.includes(path, kind: .file) {
            assumed.insert(FileEntry(path: path, kind: .file, size: file.size, modified: file.serverTime))
            known.formUnion(path.ancestors)
        }
        for path in known where !path.isRoot && filter.includes(path, kind: .folder) {
            assumed.insert(FileEntry(path: path, kind: .folder))
        }
        assumed.looked = []
    }

    /// Asks `target`. What it says of a path counts, and nothing lies below what it does not have.
    ///
    /// - Throws: ``TargetError``.
    package func scan(_ target: any SyncTarget) async throws -> Snapshot {
        var snapshot = assumed
        let missing = try await scanFolders(target, &snapshot)
        func isGone(_ path: RelativePath) -> Bool { !missing.isDisjoint(with: path.ancestors) }
        if !missing.isEmpty {
            for path in files.union(snapshot.entries.keys) where isGone(path) { note(nil, at: path, in: &snapshot) }
        }
        let rest = files.filter { !isGone($0) }.sorted()
        let states = emptied.filter { !missing.contains($0) && !isGone($0) }.sorted()
            .flatMap { folder in PathFilter.stateNames.sorted().compactMap { folder.appending($0) } }
        let found = try await target.entries(at: rest + states)
        for (path, entry) in zip(rest, found) { note(entry, at: path, in: &snapshot) }
        for (path, entry) in zip(states, found.dropFirst(rest.count)) { snapshot.excluded[path] = entry?.kind }
        for path in goneFolders.sorted() where !missing.contains(path) && !isGone(path) {
            try await look(into: path, target, &snapshot)
        }
        return snapshot
    }

    /// Looks for the folders, by listings: what a run puts something into must not be a link to somewhere else. Level by
    /// level, so that nothing is asked for below what is not there. Returns those that are none.
    private func scanFolders(
        _ target: any SyncTarget, _ snapshot: inout Snapshot
    ) async throws -> Set<RelativePath> {
        var missing: Set<RelativePath> = []
        for (_, level) in Dictionary(grouping: folders, by: \.depth).sorted(by: { $0.key < $1.key }) {
            for path in level where path.parent.map(missing.contains) ?? false {
                missing.insert(path)
                note(nil, at: path, in: &snapshot)
            }
            let asked = level.filter { !missing.contains($0) }.sorted()
            for (path, entry) in zip(asked, try await target.listedEntries(at: asked)) {
                note(entry, at: path, in: &snapshot)
                if entry?.kind != .folder { missing.insert(path) }
            }
        }
        return missing
    }

    private func note(_ entry: FileEntry?, at path: RelativePath, in snapshot: inout Snapshot) {
        snapshot.looked?.insert(path)
        if let entry { snapshot.insert(entry) } else { snapshot.remove(path) }
    }

    /// Lists a folder that may be deleted: whatever else it holds keeps it.
    private func look(into folder: RelativePath, _ target: any SyncTarget, _ snapshot: inout Snapshot) async throws {
        let listing = try await target.list(folder)
        snapshot.skipped += listing.skipped
        for entry in listing.entries where snapshot[entry.path] == nil {
            if filter.verdict(entry.path, kind: entry.kind).takesPart {
                note(entry, at: entry.path, in: &snapshot)
            } else {
                snapshot.excluded[entry.path] = entry.kind
            }
        }
    }
}
