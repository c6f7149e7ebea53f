package import FileTree

/// The patterns of a plan, each with the place that it comes from.
package struct FilterRules: Hashable, Sendable, Codable {
    /// Base-name patterns a file must match; empty lets all through.
    package var match: [Located<String>]
    /// Base-name patterns that stay out.
    package var exclude: [Located<String>]
    /// The lines of `ignore_file`.
    package var ignoreFile: [Located<String>]
    /// The path patterns of `ignore`, and those of `include` with a `!` in front.
    package var ignore: [Located<String>]

    /// Rules from their parts.
    package init(
        match: [Located<String>] = [], exclude: [Located<String>] = [], ignoreFile: [Located<String>] = [],
        ignore: [Located<String>] = []
    ) {
        self.match = match
        self.exclude = exclude
        self.ignoreFile = ignoreFile
        self.ignore = ignore
    }

    /// The filter that these rules describe, for the part of a tree below `scope`.
    package func filter(scope: RelativePath) -> PathFilter {
        PathFilter(
            scope: scope, match: match.map(\.value), exclude: exclude.map(\.value),
            paths: (ignoreFile + ignore).map(\.value))
    }

    /// A rule of the filter, by the filter's name for it.
    package subscript(rule: PathFilter.Rule) -> Located<String> {
        switch rule {
        case .match(let index): match[index]
        case .exclude(let index): exclude[index]
        case .path(let index):
            index < ignoreFile.count ? ignoreFile[index] : ignore[index - ignoreFile.count]
        }
    }

    /// What kind of rule it is: the key that it stands under.
    package func key(of rule: PathFilter.Rule) -> String {
        switch rule {
        case .match: "match"
        case .exclude: "exclude"
        case .path(let index):
            index < ignoreFile.count ? "ignore_file" : self[rule].value.hasPrefix("!") ? "include" : "ignore"
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
            var pattern = self[rule]
            let isWritten = pattern.origin != .builtIn && key(of: rule) != "ignore_file"
            if key(of: rule) == "include" { pattern.value.removeFirst() }
            return isWritten && !Self.leftovers.contains(pattern.value) ? pattern : nil
        }
    }

    /// What systems, editors and version control leave behind: patterns for it are good even where nothing is there.
    private static let leftovers = PathFilter.ownNames.union([
        ".DS_Store", ".hg", ".svn", "#recycle", "Thumbs.db", "desktop.ini", ".idea", ".vscode", "*~", "*.bak", "*.swp",
        "*.tmp", ".gitignore", ".gitattributes", ".gitkeep",
    ])
}
