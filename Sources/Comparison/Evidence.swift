package import DeployModel
package import FileTree

/// The two trees that are compared, and what is known of their contents besides sizes and times.
package struct Evidence: Sendable {
    /// What both sides were when they were last the same.
    package var base: SyncBase
    /// The tree here.
    package var local: Snapshot
    /// The tree there.
    package var remote: Snapshot
    /// The SHA-256 of the local files; of a side that would have to be fetched for it, none is known.
    package var hashes: [RelativePath: String]
    /// What the remote's manifest says of its files: never that something was deleted, but what a file's content and its
    /// own time are.
    package var manifest: [RelativePath: Manifest.File]
    /// Paths that other projects have put into the same remote root.
    package var foreign: Set<RelativePath>
    /// New files that look like secrets, and like what: they are not put onto the remote.
    package var secrets: [RelativePath: String] = [:]
    /// Files that somebody has read on both sides, and whether their contents are the same.
    package var sameContent: [RelativePath: Bool]
    /// How far the remote's clock is ahead of this machine's, in seconds.
    package var clockOffset: Int64

    /// Two trees, and what is known of them.
    package init(
        base: SyncBase, local: Snapshot, remote: Snapshot, hashes: [RelativePath: String] = [:],
        manifest: [RelativePath: Manifest.File] = [:], foreign: Set<RelativePath> = [],
        sameContent: [RelativePath: Bool] = [:], clockOffset: Int64 = 0
    ) {
        self.base = base
        self.local = local
        self.remote = remote
        self.hashes = hashes
        self.manifest = manifest
        self.foreign = foreign
        self.sameContent = sameContent
        self.clockOffset = clockOffset
    }

    /// The tree of one side.
    package func tree(_ side: Side) -> Snapshot { side == .local ? local : remote }

    /// What the manifest says of a remote file, if that is still the one that the manifest is about.
    func manifestEntry(_ entry: FileEntry, shift: Int64) -> Manifest.File? {
        guard let file = manifest[entry.path], entry.size == nil || entry.size == file.size,
            let then = file.serverTime, let now = entry.modified, then.isSame(as: now, shift: shift)
        else { return nil }
        return file
    }
}
