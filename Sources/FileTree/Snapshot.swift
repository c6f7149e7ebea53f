/// A target's tree at one time: every name that the filter lets through, and the folders that were looked into.
package struct Snapshot: Sendable {
    /// The entries by path, without the root.
    package private(set) var entries: [RelativePath: FileEntry] = [:]
    /// Names that were left out, with the reason in words (a socket, a name that cannot be carried).
    package var skipped: [Skipped] = []
    /// What a filter left out, so that nobody deletes a folder for being empty while it holds it.
    package var excluded: [RelativePath: FileKind] = [:]
    /// Those of ``excluded`` that only no pattern of `match` covers.
    package var unmatched: [RelativePath: FileEntry] = [:]

    /// A name that exists but takes no part.
    package struct Skipped: Hashable, Sendable {
        /// Where it is.
        package var path: RelativePath
        /// Why, in words that continue "skipped: ".
        package var reason: String

        /// A skipped name with the reason in words.
        package init(path: RelativePath, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// The paths that were looked at, where the others were taken over from a record; nil where all were.
    package var looked: Set<RelativePath>?

    /// Whether any entry was reached by a link of its name.
    package private(set) var hasFollowedLinks = false

    /// An empty tree.
    package init() {}

    /// A tree of these entries.
    package init(_ entries: some Sequence<FileEntry>) {
        for entry in entries { insert(entry) }
    }

    /// Adds an entry, or replaces the one at its path.
    package mutating func insert(_ entry: FileEntry) {
        entries[entry.path] = entry
        if entry.isFollowedLink { hasFollowedLinks = true }
    }

    /// The entry at a path, or nil.
    package subscript(path: RelativePath) -> FileEntry? { entries[path] }

    /// Takes the entry at a path out, if there is one.
    package mutating func remove(_ path: RelativePath) { entries[path] = nil }

    /// Whether the entry at a path was seen, not only recorded.
    package func hasSeen(_ path: RelativePath) -> Bool { looked?.contains(path) ?? true }

    /// Regular files, in no particular order.
    package var files: some Sequence<FileEntry> { entries.values.lazy.filter { $0.kind == .file } }

    /// Every name that was seen, whether it takes part or not, in no particular order.
    package var names: [(path: RelativePath, kind: FileKind)] {
        entries.values.map { ($0.path, $0.kind) } + excluded.map { ($0.key, $0.value) }
    }

    /// The paths of all entries in byte order.
    package var sortedPaths: [RelativePath] { entries.keys.sorted() }
}
