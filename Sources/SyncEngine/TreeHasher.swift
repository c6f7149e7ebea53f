package import FileTree
package import SyncTargets
internal import TLS

/// SHA-256 of files of a target.
package enum TreeHasher {
    /// The hashes of all files of a snapshot, by path; none of a target whose files would have to be fetched for it.
    ///
    /// - Throws: ``TargetError`` for the first file that cannot be read.
    package static func hashes(of snapshot: Snapshot, in target: any SyncTarget) async throws -> [RelativePath: String]
    {
        var result: [RelativePath: String] = [:]
        guard target.isAtHand else { return result }
        for entry in snapshot.files {
            try Task.checkCancellation()
            result[entry.path] = try await hash(of: entry.path, in: target)
        }
        return result
    }

    /// The hash of one file: 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``TargetError``.
    package static func hash(of path: RelativePath, in target: any SyncTarget) async throws -> String {
        let digest = RunningDigest()
        try await target.read(path) { await digest.update($0) }
        return await digest.finish()
    }
}

/// A digest that pieces of a file are added to as they are read.
actor RunningDigest {
    private var digest: SHA256? = SHA256()
    /// The bytes so far.
    private(set) var length: Int64 = 0

    func update(_ bytes: ArraySlice<UInt8>) {
        digest?.update(bytes)
        length += Int64(bytes.count)
    }

    /// The digest; empty when it was asked for before.
    func finish() -> String { digest.take()?.finish() ?? "" }
}
