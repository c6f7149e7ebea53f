internal import DeployModel
internal import FileTree

/// A name that is a file on one side and a folder on the other.
struct KindChange {
    let path: RelativePath
    /// The side that has the file.
    let fileSide: Side
    private let reader: PairReader
    private var folderSide: Side { fileSide.other }

    init?(_ path: RelativePath, _ reader: PairReader) {
        self.path = path
        self.reader = reader
        switch (reader.evidence.local[path]?.kind, reader.evidence.remote[path]?.kind) {
        case (.file?, .folder?): fileSide = .local
        case (.folder?, .file?): fileSide = .remote
        default: return nil
        }
    }

    /// The side whose kind is given up: the one that is still as it was recorded. Nil where that is not known.
    func loser(_ policy: ComparisonPolicy) -> Side? {
        let base = reader.evidence.base
        let loser: Side? =
            if base.files[path] != nil, reader.pair(path).status(fileSide) == .unmodified {
                fileSide
            } else if base.folders.contains(path), isUntouchedFolder { folderSide } else { nil }
        guard let loser, reader.protection(of: path, on: loser) == nil else { return nil }
        switch policy.direction {
        case .bothWays: return loser
        case .oneWay(let sender): return loser != sender && policy.delete != .off ? loser : nil
        }
    }

    /// Whether the folder holds nothing but files that are as they were recorded.
    private var isUntouchedFolder: Bool {
        let tree = reader.evidence.tree(folderSide)
        func isBelow(_ other: RelativePath) -> Bool { other != path && other.isWithin(path) }
        return !tree.excluded.keys.contains(where: isBelow) && !tree.skipped.contains { isBelow($0.path) }
            && tree.entries.allSatisfy { other, entry in
                if !isBelow(other) || entry.kind == .folder { return true }
                return entry.kind == .file && reader.pair(other).status(folderSide) == .unmodified
                    && reader.protection(of: other, on: folderSide) == nil
            }
    }
}
