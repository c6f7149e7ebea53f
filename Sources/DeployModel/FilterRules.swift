package import FileTree

/// The patterns of a plan, each with the place that it comes from.
package struct FilterRules: Hashable, Sendable, Codable {
    /// Files that the task was read from, where they lie in its folder: they stay out whatever a pattern says.
    package var own: Set<RelativePath>
    /// Base-name patterns a file must match; empty lets all through.
    package var match: [Located<String>]
    /// Base-name patterns that stay out.
    package var exclude: [Located<String>]
    /// The lines of `ignore_file`.
    package var ignoreFile: [Located<String>]
    /// The path patterns of `ignore`.
    package var ignore: [Located<String>]
    /// The path patterns that bring back what the others took out; read last.
    package var include: [Located<String>]

    /// Rules from their parts.
    package init(
        own: Set<RelativePath> = [], match: [Located<String>] = [], exclude: [Located<String>] = [],
        ignoreFile: [Located<String>] = [],
        ignore: [Located<String>] = [], include: [Located<String>] = []
    ) {
        self.own = own
        self.match = match
        self.exclude = exclude
        self.ignoreFile = ignoreFile
        self.ignore = ignore
        self.include = include
    }

    /// The filter that these rules describe, for the part of a tree below `scope`.
    package func filter(scope: RelativePath) -> PathFilter {
        PathFilter(
            scope: scope, own: own, match: match.map(\.value), exclude: exclude.map(\.value),
            paths: (ignoreFile + ignore).map(\.value) + include.map { "!" + $0.value })
    }

    /// The pattern that a rule of the filter comes from, and the key that it stands under.
    package subscript(rule: PathFilter.Rule) -> (key: String, pattern: Located<String>) {
        switch rule {
        case .match(let index): return ("match", match[index])
        case .exclude(let index): return ("exclude", exclude[index])
        case .path(let index):
            if index < ignoreFile.count { return ("ignore_file", ignoreFile[index]) }
            let rest = index - ignoreFile.count
            return rest < ignore.count ? ("ignore", ignore[rest]) : ("include", include[rest - ignore.count])
        }
    }

    /// The patterns that match none of these paths and are worth a word: written for this task, and not about leftovers
    /// that come and go.
    package func unused(
        scope: RelativePath, _ entries: [(path: RelativePath, kind: FileKind)]
    ) -> [Located<String>] {
        // In a part of the project, patterns about the rest cannot match.
        guard scope.isRoot else { return [] }
        return filter(scope: scope).unusedRules(entries).compactMap { rule in
            let (key, pattern) = self[rule]
            let isWritten = pattern.origin != .builtIn && key != "ignore_file"
            return isWritten && !Self.leftovers.contains(pattern.value) ? pattern : nil
        }
    }

    /// What systems, editors and version control leave behind: patterns for it are good even where nothing is there.
    private static let leftovers = PathFilter.ownNames.union([
        ".DS_Store", ".hg", ".svn", "#recycle", "Thumbs.db", "desktop.ini", ".idea", ".vscode", "*~", "*.bak", "*.swp",
        "*.tmp", ".gitignore", ".gitattributes", ".gitkeep",
    ])
}
