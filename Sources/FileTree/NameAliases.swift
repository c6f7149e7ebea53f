/// Names that two trees write differently and that mean the same: in another Unicode normal form (NFC on most systems, NFD
/// on old Macs), or, where that is asked for, in another case. Each side keeps its own bytes; one of the two spellings
/// stands for both.
package struct NameAliases: Hashable, Sendable {
    /// The paths as the other tree writes them, by the spelling that stands for both.
    private var other: [RelativePath: RelativePath] = [:]
    private var spelling: [RelativePath: RelativePath] = [:]

    /// The names of `tree` that stand for differently written ones of `other`. A name that could mean several stands for
    /// itself alone.
    ///
    /// - Parameter foldsCase: whether names that differ in case alone mean the same.
    package init(_ tree: some Sequence<RelativePath>, other: some Sequence<RelativePath>, foldsCase: Bool) {
        let (own, theirs) = (Set(tree), Set(other))
        let strangers = Dictionary(grouping: theirs.subtracting(own)) { $0.parent ?? .root }
        if strangers.isEmpty { return }
        let byFolder = Dictionary(grouping: own) { $0.parent ?? .root }
        // From the outermost: what a folder is called decides where its names are looked for.
        for folder in strangers.keys.sorted(by: { ($0.depth, $0) < ($1.depth, $1) }) {
            // Names that the other tree does not write like this.
            let candidates = (byFolder[name(folder)] ?? []).filter { !theirs.contains(moved($0, into: folder)) }
            let unmatched = (strangers[folder] ?? []).filter { !own.contains(moved($0, into: name(folder))) }
            let byKey = Dictionary(grouping: candidates) { Self.key($0, foldsCase) }
            for (key, paths) in Dictionary(grouping: unmatched, by: { Self.key($0, foldsCase) }) where paths.count == 1
            {
                guard let match = byKey[key], match.count == 1 else { continue }
                self.other[match[0]] = paths[0]
                spelling[paths[0]] = match[0]
            }
        }
    }

    /// Whether all names are written the same.
    package var isEmpty: Bool { other.isEmpty }

    /// Swift compares strings by canonical equivalence, so both normal forms are the same key.
    private static func key(_ path: RelativePath, _ foldsCase: Bool) -> String {
        let bytes = path.nameBytes
        // Bytes that are not UTF-8 would all become the same character.
        guard let name = String(validating: bytes, as: UTF8.self) else { return "/\(bytes)" }
        return foldsCase ? name.lowercased() : name
    }

    private func moved(_ path: RelativePath, into folder: RelativePath) -> RelativePath {
        folder.appending(nameBytes: path.nameBytes) ?? path
    }

    /// The spelling that stands for a path of the other tree.
    package func name(_ path: RelativePath) -> RelativePath { Self.translate(path, spelling) }

    /// The path as the other tree writes it. What is new there gets the spelling that stands for both.
    package func original(_ path: RelativePath) -> RelativePath { Self.translate(path, other) }

    private static func translate(_ path: RelativePath, _ table: [RelativePath: RelativePath]) -> RelativePath {
        if table.isEmpty { return path }
        if let found = table[path] { return found }
        guard let parent = path.parent, !parent.isRoot else { return path }
        return translate(parent, table).appending(nameBytes: path.nameBytes) ?? path
    }
}

extension Snapshot {
    /// The tree with the spellings that stand for both sides.
    package func named(by aliases: NameAliases) -> Snapshot {
        if aliases.isEmpty { return self }
        var result = Snapshot(
            entries.values.map { entry in
                var entry = entry
                entry.path = aliases.name(entry.path)
                return entry
            })
        result.skipped = skipped.map { Skipped(path: aliases.name($0.path), reason: $0.reason) }
        for (path, kind) in excluded { result.excluded[aliases.name(path)] = kind }
        for entry in unmatched.values {
            var entry = entry
            entry.path = aliases.name(entry.path)
            result.unmatched[entry.path] = entry
        }
        result.looked = looked.map { Set($0.map(aliases.name)) }
        return result
    }
}
