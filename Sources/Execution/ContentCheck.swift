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
        // A server that reckons for too long is no reason to give up: then the files are fetched.
        let offered = (try? await remote.toldHashes(of: paths)) ?? []
        let told = Dictionary(zip(paths, offered).compactMap { path, hash in hash.map { (path, $0) } }) { $1 }
        var waiting = paths
        return try await withThrowingTaskGroup(of: (RelativePath, Bool).self) { group in
            func add() {
                guard let path = waiting.popLast() else { return }
                group.addTask { (path, try await isSame(path, hashes[path], told[path])) }
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

    private func isSame(_ path: RelativePath, _ hash: String?, _ told: String?) async throws -> Bool {
        async let there = hashThere(path, told)
        let here = if let hash { hash } else { try await TreeHasher.hash(of: path, in: local) }
        return try await there == here
    }

    private func hashThere(_ path: RelativePath, _ told: String?) async throws -> String {
        if let told { told } else { try await TreeHasher.hash(of: path, in: remote) }
    }
}
