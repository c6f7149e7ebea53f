package import DeployModel
internal import FileTree

/// Changes by the folders they are in, with what each folder amounts to.
package struct ChangeTree: Sendable, Hashable {
    /// What a number of changes amounts to.
    package struct Sum: Sendable, Hashable {
        /// Files that are transferred.
        package var files = 0
        /// The bytes that are transferred.
        package var bytes: Int64 = 0
        /// Files that get another name.
        package var moved = 0
        /// Files that go.
        package var deleted = 0

        static func + (left: Sum, right: Sum) -> Sum {
            // A server may tell sizes that no sum can hold.
            Sum(
                files: left.files + right.files, bytes: [left.bytes, right.bytes].clampedSum(),
                moved: left.moved + right.moved, deleted: left.deleted + right.deleted)
        }
    }

    /// A name in the tree.
    package struct Node: Sendable, Hashable {
        /// The name, safe to show.
        package let name: String
        /// What is done to it on each side; empty for a folder in which something else changes.
        package let changes: [Change]
        /// What is in it, folders first, each by their bytes.
        package let children: [Node]
        /// What it and all below it amount to.
        package let sum: Sum

        /// Whether it is a folder.
        package var isFolder: Bool { !children.isEmpty || changes.contains(where: \.isOfFolder) }

        /// How many lines it takes with all that is below it.
        package var lineCount: Int { max(1, changes.count) + children.reduce(0) { $0 + $1.lineCount } }

        /// The one thing that is done to it and everything below it (made or deleted, on one side); nil where it differs.
        package var common: (isDeletion: Bool, side: Side)? {
            guard let change = changes.first, changes.count == 1, change.isDeletion || change.action != .replace else {
                return nil
            }
            let all = children.allSatisfy { child in
                child.common.map { $0 == (change.isDeletion, change.side) } ?? false
            }
            return all ? (change.isDeletion, change.side) : nil
        }
    }

    /// What is in the root.
    package let roots: [Node]

    /// The tree of changes, in whatever order they come.
    package init(_ changes: [Change]) {
        let items = changes.map { Item(parts: $0.path.bytes.split(separator: UInt8(ascii: "/")), change: $0) }
        // By their parts, so that all of a folder stand together: "a.b" comes between "a" and "a/b" by the bytes.
        let sorted = items.sorted { left, right in
            left.parts.lexicographicallyPrecedes(right.parts) { $0.lexicographicallyPrecedes($1) }
        }
        roots = Self.nodes(sorted[...], depth: 0)
    }

    /// What all of it amounts to.
    package var sum: Sum { roots.reduce(Sum()) { $0 + $1.sum } }

    /// How many lines all of it takes.
    package var lineCount: Int { roots.reduce(0) { $0 + $1.lineCount } }

    private struct Item {
        let parts: [ArraySlice<UInt8>]
        let change: Change
    }

    /// The nodes of sorted changes that have the first `depth` parts in common.
    private static func nodes(_ items: ArraySlice<Item>, depth: Int) -> [Node] {
        var nodes: [Node] = []
        var rest = items.drop { $0.parts.count <= depth }
        while let first = rest.first {
            let name = first.parts[depth]
            let end = rest.firstIndex { $0.parts[depth] != name } ?? rest.endIndex
            nodes += Self.nodes(named: name, rest[rest.startIndex..<end], depth)
            rest = rest[end...]
        }
        return nodes.filter(\.isFolder) + nodes.filter { !$0.isFolder }
    }

    /// The nodes of a name: one, or two where a folder becomes a file or the reverse.
    private static func nodes(named name: ArraySlice<UInt8>, _ items: ArraySlice<Item>, _ depth: Int) -> [Node] {
        let name = VisibleText.escaping(String(decoding: name, as: UTF8.self))
        let own = items.prefix { $0.parts.count == depth + 1 }.map(\.change)
        let folder = node(name, own.filter(\.isOfFolder), nodes(items, depth: depth + 1))
        let file = node(name, own.filter { !$0.isOfFolder }, [])
        return [folder, file].filter { !$0.changes.isEmpty || !$0.children.isEmpty }
    }

    private static func node(_ name: String, _ changes: [Change], _ children: [Node]) -> Node {
        let sum = (changes.map(sum) + children.map(\.sum)).reduce(Sum(), +)
        return Node(name: name, changes: changes, children: children, sum: sum)
    }

    private static func sum(_ change: Change) -> Sum {
        if change.sendsContent { return Sum(files: 1, bytes: change.size ?? 0) }
        if change.isTransfer { return Sum(moved: 1) }
        return Sum(deleted: change.action == .deleteFile && change.movedTo == nil ? 1 : 0)
    }
}
