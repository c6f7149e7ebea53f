package import FileTree
internal import FoundationEssentials
package import SyncTargets

/// pyftpsync's lock file: it says that a run has begun, and is left behind by one that was killed.
package enum PyftpsyncLock {
    private static let path = RelativePath(".pyftpsync-lock.json")
    /// Older than this, in seconds, it was left behind.
    private static let lifetime = 600.0

    private struct Content: Codable {
        var lock_time: Double
    }

    /// Refuses to go on while pyftpsync is at work on the same folder.
    ///
    /// - Parameters:
    ///   - tree: the remote as it was listed.
    ///   - isInUse: whether the project has pyftpsync's records, so that it is worth asking where nothing was listed.
    ///   - text: a time in seconds since the epoch, for people.
    /// - Throws: ``TargetError``.
    package static func check(
        _ tree: Snapshot, isInUse: Bool, on target: any SyncTarget, now: Int64, text: (Int64) -> String
    ) async throws {
        guard let path else { return }
        let isThere =
            tree.looked == nil
            ? tree.excluded[path] == .file
            : isInUse ? try await target.entries(at: [path])[0]?.kind == .file : false
        guard isThere else { return }
        let content = RecordBytes(limit: 10_000)
        do {
            try await target.read(path) { try await content.append($0) }
        } catch let error as TargetError where [.notFound, .refused, .denied, .unexpected].contains(error.code) {
            return
        }
        guard let lock = try? JSONDecoder().decode(Content.self, from: Data(await content.bytes)),
            abs(Double(now) - lock.lock_time) < lifetime, let since = Int64(exactly: lock.lock_time.rounded())
        else { return }
        throw TargetError(
            .refused, "pyftpsync is at work on \(target.name) since \(text(since)) (\(path))",
            help: "wait until it has ended; if it was killed, 'deploy scan TARGET --remove-locks' takes its lock away")
    }
}
