internal import DeployModel
internal import FileTree

/// Finds files that are gone under one name and new under another one with the same content: they are renamed there,
/// instead of being sent.
enum MovedFiles {
    /// Marks the pairs in `changes` of the remote; `content` tells what lies there at a path, as far as that is known. Records hold
    /// moves of names in UTF-8 only.
    static func find(in changes: inout [Change], content: (RelativePath) -> Manifest.File?) {
        // A name that has to be free before others come cannot wait for them, here or on the way back.
        let crowded = Set(changes.lazy.filter { $0.side == .remote && $0.makesRoom }.map(\.path))
        func isMovable(_ change: Change) -> Bool {
            change.side == .remote && String(validating: change.path.bytes, as: UTF8.self) != nil
                && !crowded.contains(change.path) && crowded.isDisjoint(with: change.path.ancestors)
        }
        var gone: [String: [Int]] = [:]
        for (index, change) in changes.enumerated().reversed() where isMovable(change) && change.action == .deleteFile {
            guard let file = content(change.path), file.size > 0, let hash = file.sha256 else { continue }
            gone[hash, default: []].append(index)
        }
        if gone.isEmpty { return }
        for index in changes.indices where isMovable(changes[index]) && changes[index].action == .create {
            guard let hash = changes[index].sha256, let source = gone[hash]?.popLast() else { continue }
            changes[index].movedFrom = changes[source].path
            changes[index].reason = "moved from \(changes[source].path)"
            changes[source].movedTo = changes[index].path
            changes[source].reason = "moved to \(changes[index].path)"
        }
    }
}
