internal import FileTree

/// In which order new files are put in place: a page must not be served before what it refers to.
package struct SwitchOrder: Hashable, Sendable {
    /// Base-name patterns, group by group; what none of them covers comes before the first.
    private let groups: [[NamePattern]]

    /// An order from groups of base-name patterns, each with blanks between them.
    package init(_ groups: [String]) {
        self.groups = groups.map { $0.split(whereSeparator: \.isWhitespace).map { NamePattern(String($0)) } }
    }

    /// The groups that hold where nothing is said: pages, then what decides which version of them is used.
    package static let standard = ["*.html *.htm *.php", "sw.js *.webmanifest version*"]

    /// Everything at once.
    package static let any = SwitchOrder([])

    /// The changes, group by group, none of them empty; in a group they stay in order. A name that several groups cover
    /// belongs to the last one. What is put in place here is not served, and comes first.
    package func parts(_ changes: [Change]) -> [[Change]] {
        var parts: [[Change]] = Array(repeating: [], count: groups.count + 1)
        for change in changes {
            let name = change.side == .remote ? change.path.name : ""
            let group = name.isEmpty ? nil : groups.lastIndex { $0.contains { $0.matches(name) } }
            parts[group.map { $0 + 1 } ?? 0].append(change)
        }
        return parts.filter { !$0.isEmpty }
    }
}
