package import FileTree

/// What both sides were when they were last the same: the base of a comparison.
package struct SyncBase: Hashable, Sendable {
    /// The files by path.
    package var files: [RelativePath: Manifest.File]
    /// The folders.
    package var folders: Set<RelativePath>
    /// Whether a deployment of this project was ever completed here: then a file that is not in the base is new,
    /// otherwise nothing is known about it.
    package var isComplete: Bool
    /// The folders that ``isComplete`` is about; nil for all.
    package var knownFolders: Set<RelativePath>?
    /// When it was recorded, in seconds since the epoch, UTC; nil where that is not known.
    package var recorded: Int64?

    /// Nothing is known of earlier deployments.
    package static let none = SyncBase(files: [:], folders: [], isComplete: false)

    /// A base from its parts.
    package init(
        files: [RelativePath: Manifest.File], folders: Set<RelativePath>, isComplete: Bool,
        knownFolders: Set<RelativePath>? = nil, recorded: Int64? = nil
    ) {
        self.files = files
        self.folders = folders
        self.isComplete = isComplete
        self.knownFolders = knownFolders
        self.recorded = recorded
    }

    /// Every path that it has, with the folders above, whether they are recorded or not.
    package var names: Set<RelativePath> {
        var names = folders
        for path in files.keys {
            names.insert(path)
            var above = path.parent
            while let folder = above, !folder.isRoot, names.insert(folder).inserted { above = folder.parent }
        }
        return names
    }

    /// The base with the spellings that stand for both sides.
    package func named(by aliases: NameAliases) -> SyncBase {
        if aliases.isEmpty { return self }
        var base = self
        base.files = Dictionary(files.map { (aliases.name($0.key), $0.value) }) { first, _ in first }
        base.folders = Set(folders.map(aliases.name))
        base.knownFolders = knownFolders.map { Set($0.map(aliases.name)) }
        return base
    }

    /// Whether a path that is not in the base is new, because the base would have it.
    package func knows(_ path: RelativePath) -> Bool {
        isComplete && (knownFolders.map { $0.contains(path.parent ?? .root) } ?? true)
    }
}
