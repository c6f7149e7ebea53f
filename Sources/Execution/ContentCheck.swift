internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// Reads files on both sides to learn whether they are the same.
struct ContentCheck: Sendable {
    let local: any SyncTarget
    let remote: any SyncTarget

    /// Whether each of `paths` holds the same on both sides; `hashes` are those of local files that are known already.
    ///
    /// - Throws: ``TargetError`` for the first that cannot be read.
    func compare(
        _ paths: [RelativePath], hashes: [RelativePath: String]
    ) async throws -> [RelativePath: Bool] {
        var waiting = paths
        return try await withThrowingTaskGroup(of: (RelativePath, Bool).self) { group in
            func add() {
                guard let path = waiting.popLast() else { return }
                group.addTask { (path, try await isSame(path, hashes[path])) }
            }
            for _ in 0..<max(local.writers, remote.writers) { add() }
            var result: [RelativePath: Bool] = [:]
            while let (path, isSame) = try await group.next() {
                result[path] = isSame
                add()
            }
            return result
        }
    }

    private func isSame(_ path: RelativePath, _ hash: String?) async throws -> Bool {
        async let there = TreeHasher.hash(of: path, in: remote)
        let here = if let hash { hash } else { try await TreeHasher.hash(of: path, in: local) }
        return try await there == here
    }
}
