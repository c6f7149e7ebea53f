package import FileTree
package import SyncTargets

/// Reads a whole tree, several folders at once.
package enum TreeScanner {
    /// Bounds on a tree: beyond them something lists itself without end.
    private static let depthLimit = 100
    private static let entryLimit = 2_000_000

    /// The tree of `target` as far as `filter` lets it through. An excluded folder is not entered.
    ///
    /// - Parameter depth: how many levels are read; nil for all.
    /// - Throws: ``TargetError``; a folder that cannot be listed stops the scan, because what is not seen would look
    ///   deleted.
    package static func scan(
        _ target: any SyncTarget, filter: PathFilter, parallel: Int, depth: Int? = nil
    ) async throws -> Snapshot {
        try await withThrowingTaskGroup(of: FolderListing.self) { group in
            var snapshot = Snapshot()
            var waiting: [RelativePath] = [.root]
            var running = 0
            while running > 0 || !waiting.isEmpty {
                while running < max(1, parallel), let folder = waiting.popLast() {
                    group.addTask { try await target.list(folder) }
                    running += 1
                }
                guard let listing = try await group.next() else { break }
                running -= 1
                waiting += add(listing, to: &snapshot, filter).filter { $0.depth < depth ?? .max }
                guard waiting.allSatisfy({ $0.depth <= depthLimit }), snapshot.entries.count <= entryLimit else {
                    throw TargetError(
                        .unexpected,
                        "\(target.name) has more than \(depthLimit) levels of folders or \(entryLimit) names",
                        help: "a link may lead back to a folder above it: exclude it")
                }
            }
            return snapshot
        }
    }

    /// Adds a folder's entries; returns the folders to look into next.
    private static func add(
        _ listing: FolderListing, to snapshot: inout Snapshot, _ filter: PathFilter
    ) -> [RelativePath] {
        snapshot.skipped += listing.skipped
        var folders: [RelativePath] = []
        for entry in listing.entries {
            if filter.verdict(entry.path, kind: entry.kind).takesPart {
                snapshot.insert(entry)
                if entry.kind == .folder { folders.append(entry.path) }
            } else {
                snapshot.excluded[entry.path] = entry.kind
                if entry.kind == .file, filter.isOnlyUnmatched(entry.path) { snapshot.unmatched[entry.path] = entry }
            }
        }
        return folders
    }
}
