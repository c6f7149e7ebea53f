/// Which paths of a tree take part: pyftpsync's `match` and `exclude` by base name, path patterns as in a `.gitignore`,
/// and the names that never do.
package struct PathFilter: Hashable, Sendable {
    private let scope: RelativePath
    private let own: Set<RelativePath>
    private let match: [NamePattern]
    private let exclude: [NamePattern]
    /// nil where the text is a comment or empty; kept, so that a rule's index is that of its text.
    private let paths: [IgnorePattern?]

    /// Names that never take part, at any depth, whatever a pattern says: the tool's own files and pyftpsync's.
    package static let ownNames = stateNames.union([
        ".pyftpsync.yaml", "pyftpsync.yaml", ".pyftpsync-meta.json", ".pyftpsync-lock.json", ".git",
    ])

    /// What the tool's own folder on a remote is called: the second name is for servers that refuse a dot in front.
    package static let stateNames: Set<String> = [".deploy", "_deploy"]

    /// What the names begin with under which the tool has a file wait for a moment beside its own place. Apache serves no
    /// name that begins with `.ht`.
    package static let interimPrefix = ".htdeploy-"

    private static func isOwn(_ name: String) -> Bool { ownNames.contains(name) || name.hasPrefix(interimPrefix) }

    /// A filter from pattern texts.
    ///
    /// - Parameters:
    ///   - scope: only this folder takes part, with what is below it.
    ///   - own: paths that stay out like ``ownNames``.
    ///   - match: base-name patterns that files must match; without any, all do.
    ///   - exclude: base-name patterns of files and folders that stay out.
    ///   - paths: path patterns; the last that matches decides, `!` takes back.
    package init(
        scope: RelativePath = .root, own: Set<RelativePath> = [], match: [String] = [], exclude: [String] = [],
        paths: [String] = []
    ) {
        self.scope = scope
        self.own = own
        self.match = match.map(NamePattern.init)
        self.exclude = exclude.map(NamePattern.init)
        self.paths = paths.map(IgnorePattern.init)
    }

    /// A pattern, by its place among those of its kind.
    package enum Rule: Hashable, Sendable {
        case match(Int)
        case exclude(Int)
        case path(Int)
    }

    /// What the filter says of one path.
    package enum Verdict: Hashable, Sendable {
        /// It takes part; a rule says so, or no rule says otherwise.
        case included(Rule?)
        /// One of ``PathFilter/ownNames``, or a file that the task was read from.
        case own
        /// Not in the part of the tree that this run is about.
        case outsideScope
        /// A rule keeps it out.
        case excluded(Rule)
        /// A file that no `match` pattern covers.
        case unmatched

        /// Whether it takes part.
        package var takesPart: Bool { if case .included = self { true } else { false } }
    }

    /// What the filter says of a path of this kind, given that the folders above it take part.
    package func verdict(_ path: RelativePath, kind: FileKind) -> Verdict {
        let name = path.name
        if Self.isOwn(name) || own.contains(path) { return .own }
        guard path.isWithin(scope) || (kind == .folder && scope.isWithin(path)) else { return .outsideScope }
        var reason: Rule?
        if !match.isEmpty, kind != .folder {
            guard let index = match.firstIndex(where: { $0.matches(name) }) else { return .unmatched }
            reason = .match(index)
        }
        if let index = exclude.firstIndex(where: { $0.matches(name) }) { return .excluded(.exclude(index)) }
        if let index = paths.lastIndex(where: { $0?.matches(path, kind: kind) ?? false }) {
            guard paths[index]?.isNegated == true else { return .excluded(.path(index)) }
            reason = .path(index)
        }
        return .included(reason)
    }

    /// Whether a file stays out for no other reason than that no `match` pattern covers it.
    package func isOnlyUnmatched(_ path: RelativePath) -> Bool {
        guard verdict(path, kind: .file) == .unmatched else { return false }
        if exclude.contains(where: { $0.matches(path.name) }) { return false }
        return paths.last { $0?.matches(path, kind: .file) ?? false }?.map(\.isNegated) ?? true
    }

    /// What decides about a path: the highest folder above it that does not take part, or the path itself.
    package func decision(_ path: RelativePath, kind: FileKind) -> (path: RelativePath, verdict: Verdict) {
        for folder in path.ancestors {
            let verdict = verdict(folder, kind: .folder)
            if !verdict.takesPart { return (folder, verdict) }
        }
        return (path, verdict(path, kind: kind))
    }

    /// Whether the path itself and every folder above it take part; the last component is of `kind`.
    package func includes(_ path: RelativePath, kind: FileKind) -> Bool {
        decision(path, kind: kind).verdict.takesPart
    }

    /// The rules that match none of these paths.
    package func unusedRules(_ entries: [(path: RelativePath, kind: FileKind)]) -> [Rule] {
        // Each name once, and not decoded again for each rule.
        let fileNames = Set(entries.lazy.filter { $0.kind != .folder }.map(\.path.name))
        let names = fileNames.union(entries.map(\.path.name))
        func isUnused(_ isHit: (RelativePath, FileKind) -> Bool) -> Bool {
            !entries.contains { isHit($0.path, $0.kind) }
        }
        return match.indices.filter { !match[$0].matchesAny(of: fileNames) }.map(Rule.match)
            + exclude.indices.filter { !exclude[$0].matchesAny(of: names) }.map(Rule.exclude)
            + paths.indices.filter { index in
                paths[index].map { pattern in isUnused { pattern.matches($0, kind: $1) } } ?? false
            }
            .map(Rule.path)
    }
}
