internal import DeployModel
internal import FileTree

/// Changes as a tree for a person at a terminal.
package enum ChangeTreeText {
    /// What is shown beside the names.
    package struct Options: Sendable {
        /// Whether each change says why.
        package var showsReason: Bool
        /// Whether each change says on which side it is made.
        package var showsSide: Bool
        /// Above so many lines, folders in which only one thing happens are one line; nil for never.
        package var foldsAbove: Int?

        /// Options from their parts.
        package init(showsReason: Bool = false, showsSide: Bool = false, foldsAbove: Int? = 100) {
            self.showsReason = showsReason
            self.showsSide = showsSide
            self.foldsAbove = foldsAbove
        }
    }

    /// A line of the tree before its sizes stand below each other.
    private struct Line {
        let margin: String
        let label: String
        let role: Style.Role?
        let facts: String
        let reason: String?

        var width: Int { DisplayWidth.of(margin) + DisplayWidth.of(label) }
    }

    /// More columns than this between margin and size are too many for the eye.
    private static let widestNames = 60

    /// The lines of the tree, each with its end.
    package static func render(_ tree: ChangeTree, _ options: Options, style: Style) -> String {
        var lines: [Line] = []
        let folds = options.foldsAbove.map { tree.lineCount > $0 } ?? false
        add(tree.roots, "", folds, options, to: &lines)
        let width = lines.map(\.width).filter { $0 <= widestNames }.max() ?? 0
        return lines.map { text($0, width, style) }.joined()
    }

    private static func add(
        _ nodes: [ChangeTree.Node], _ margin: String, _ folds: Bool, _ options: Options, to lines: inout [Line]
    ) {
        for (index, node) in nodes.enumerated() {
            let isLast = index == nodes.count - 1
            let isFolded = folds && !node.children.isEmpty && node.common != nil
            lines += self.lines(for: node, margin + (isLast ? "└ " : "├ "), isFolded, options)
            if !isFolded { add(node.children, margin + (isLast ? "  " : "│ "), folds, options, to: &lines) }
        }
    }

    private static func lines(
        for node: ChangeTree.Node, _ margin: String, _ isFolded: Bool, _ options: Options
    ) -> [Line] {
        let name = node.isFolder ? node.name + "/" : node.name
        let sum = sum(of: node)
        guard !node.changes.isEmpty else {
            return [Line(margin: margin, label: name, role: nil, facts: sum, reason: nil)]
        }
        return node.changes.map { change in
            let (sign, role) = ChangeText.sign(change)
            let arrow = options.showsSide ? change.side == .local ? "< " : "> " : ""
            let size = change.sendsContent ? change.size.map { Quantity.bytes($0) } ?? "" : sum
            let isMove = change.movedFrom != nil || change.movedTo != nil
            let tells = options.showsReason || isMove
            return Line(
                margin: margin, label: "\(arrow)\(sign) \(name)\(isFolded ? " …" : "")", role: role, facts: size,
                reason: tells ? change.reason : nil)
        }
    }

    /// "3 files, 12.3 KB, 1 deleted"; of a folder that goes, the files that go with it.
    static func sum(of node: ChangeTree.Node) -> String {
        if node.children.isEmpty { return "" }
        let sum = node.sum
        if node.common?.isDeletion == true { return sum.deleted > 0 ? Quantity.count(sum.deleted, "file") : "" }
        var parts: [String] = []
        if sum.files > 0 {
            parts.append(Quantity.count(sum.files, "file"))
            parts.append(Quantity.bytes(sum.bytes))
        }
        if sum.moved > 0 { parts.append("\(sum.moved) moved") }
        if sum.deleted > 0 { parts.append("\(sum.deleted) deleted") }
        return parts.joined(separator: ", ")
    }

    private static func text(_ line: Line, _ width: Int, _ style: Style) -> String {
        let label = line.role.map { style.paint(line.label, $0) } ?? line.label
        var text = style.paint(line.margin, .faint) + label
        let facts = [line.facts, line.reason.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
        if !facts.isEmpty {
            text += String(repeating: " ", count: max(0, width - line.width)) + "  " + style.paint(facts, .faint)
        }
        return text + "\n"
    }
}
