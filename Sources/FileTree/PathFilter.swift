/// Which names of a tree take part: pyftpsync's `match` and `exclude`, and the names that never do.
package struct PathFilter: Hashable, Sendable {
    /// Files must match one of these by base name; nil lets every file through.
    package var match: [NamePattern]?
    /// Files and folders whose base name matches one of these stay out; an excluded folder is never entered.
    package var exclude: [NamePattern]

    /// Names that never take part, at any depth, whatever a pattern says: the tool's own files and pyftpsync's.
    package static let ownNames: Set<String> = [
        ".pyftpsync.yaml", "pyftpsync.yaml", ".pyftpsync-meta.json", ".pyftpsync-lock.json", ".deploy", ".git",
    ]

    /// What `exclude` holds where a task does not say otherwise.
    package static let defaultExclude = [".DS_Store", ".git", ".hg", ".svn", "#recycle"]

    /// A filter from pattern texts; `match` nil or empty lets every file through.
    package init(match: [String]? = nil, exclude: [String] = []) {
        self.match = match.flatMap { $0.isEmpty ? nil : $0.map(NamePattern.init) }
        self.exclude = exclude.map(NamePattern.init)
    }

    /// What the filter says of one name.
    package enum Verdict: Hashable, Sendable {
        case included
        /// One of ``PathFilter/ownNames``.
        case own
        /// The `exclude` pattern that matched.
        case excluded(NamePattern)
        /// A file that no `match` pattern covers.
        case unmatched
    }

    /// What the filter says of a name of this kind.
    package func verdict(name: String, kind: FileKind) -> Verdict {
        if Self.ownNames.contains(name) { return .own }
        if let match, kind != .folder, !match.contains(where: { $0.matches(name) }) { return .unmatched }
        if let pattern = exclude.first(where: { $0.matches(name) }) { return .excluded(pattern) }
        return .included
    }

    /// Whether the path itself and every folder above it are let through; the last component is of `kind`.
    package func includes(_ path: RelativePath, kind: FileKind) -> Bool {
        path.ancestors.allSatisfy { verdict(name: $0.name, kind: .folder) == .included }
            && verdict(name: path.name, kind: kind) == .included
    }
}
