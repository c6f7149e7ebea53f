package import DeployModel
package import FileTree
internal import JSON

/// A tree as lines for people.
package enum TreeText {
    /// The tree below `root` (its name as the user knows it), and a line with what it amounts to; each line with its end.
    /// `time` gives seconds since the epoch, UTC, as a person reads them. Sorted, every folder has its files first, by their names
    /// without regard to case; otherwise all are in the order of their bytes.
    package static func render(
        _ tree: Snapshot, root: String, _ options: ListingOptions, style: Style, time: (Int64) -> String
    ) -> String {
        let children = Dictionary(grouping: tree.entries.values) { $0.path.parent ?? .root }
        var text = "\(style.paint("[\(VisibleText.escaping(root))]", .strong))\n"
        func add(_ folder: RelativePath, _ margin: String) {
            var entries = (children[folder] ?? []).filter { options.files || $0.kind == .folder }
            entries.sort { options.sorted ? precedes($0, $1) : $0.path < $1.path }
            for (index, entry) in entries.enumerated() {
                let isLast = index == entries.count - 1
                text += "\(margin)\(isLast ? " `- " : " +- ")\(line(entry, style, time))\n"
                if entry.kind == .folder { add(entry.path, margin + (isLast ? "    " : " |  ")) }
            }
        }
        add(.root, "")
        return text + summary(tree) + "\n"
    }

    /// The same for programs: a JSON object per line, in the order of the paths; folders alone where files are not wanted.
    /// A path that is no UTF-8 has `pathBytes` as well, in hexadecimal digits.
    package static func json(_ tree: Snapshot, _ options: ListingOptions) -> String {
        var text = ""
        for path in tree.sortedPaths {
            guard let entry = tree[path], options.files || entry.kind == .folder else { continue }
            var members: [(String, JSONValue)] = [
                ("path", .string(path.text)), ("kind", .string(entry.kind.rawValue)),
            ]
            if String(validating: path.bytes, as: UTF8.self) == nil {
                members.append(("pathBytes", .string(path.bytes.map(hex).joined())))
            }
            if let size = entry.size { members.append(("size", .int(Int(size)))) }
            if let modified = entry.modified { members.append(("modified", .int(Int(modified.seconds)))) }
            text += JSONValue(members: members).line + "\n"
        }
        return text
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// The names one by one, each indented by its level: folders in brackets, files with their time.
    package static func list(_ tree: Snapshot, style: Style, time: (Int64) -> String) -> String {
        tree.sortedPaths.map { path in
            let margin = String(repeating: "    ", count: path.depth - 1)
            let name = VisibleText.escaping(path.name)
            guard let entry = tree[path], entry.kind != .folder else {
                return "\(margin) \(style.paint("[\(name)]", .strong))\n"
            }
            let padding = String(repeating: " ", count: max(0, 40 - name.count))
            return "\(margin) \(name)\(padding) \(entry.modified.map { time($0.seconds) } ?? entry.kind.rawValue)\n"
        }.joined()
    }

    private static func precedes(_ left: FileEntry, _ right: FileEntry) -> Bool {
        if (left.kind == .folder) != (right.kind == .folder) { return right.kind == .folder }
        return (left.path.name.lowercased(), left.path) < (right.path.name.lowercased(), right.path)
    }

    private static func line(_ entry: FileEntry, _ style: Style, _ time: (Int64) -> String) -> String {
        let name = VisibleText.escaping(entry.path.name)
        guard entry.kind != .folder else { return style.paint("[\(name)]", .strong) }
        var facts: [String] = []
        if let modified = entry.modified { facts.append(time(modified.seconds)) }
        if let size = entry.size { facts.append(Quantity.bytes(size)) }
        if entry.kind != .file { facts.append(entry.kind.rawValue) }
        let padding = String(repeating: " ", count: max(0, 20 - name.count))
        return facts.isEmpty ? name : "\(name)\(padding) \(style.paint(facts.joined(separator: ", "), .faint))"
    }

    /// "6 files, 4 folders, 12.3 KB".
    package static func summary(_ tree: Snapshot) -> String {
        let files = tree.entries.values.filter { $0.kind == .file }
        let folders = tree.entries.values.count { $0.kind == .folder }
        let bytes = files.reduce(Int64(0)) { $0 + ($1.size ?? 0) }
        return "\(Quantity.count(files.count, "file")), \(Quantity.count(folders, "folder")), \(Quantity.bytes(bytes))"
    }
}
