/// What one name of a tree is.
package enum FileKind: String, Sendable, Hashable {
    case file
    case folder
    /// A symbolic link that was not followed.
    case link
    /// A device, socket, pipe, or a kind that a server did not explain.
    case special
}

/// One name of a tree, as its file system or server reports it.
package struct FileEntry: Hashable, Sendable {
    /// Where it is, seen from the root of the tree.
    package var path: RelativePath
    /// What it is.
    package var kind: FileKind
    /// Its length in bytes; nil for folders and where a server does not say.
    package var size: Int64?
    /// When its content last changed; nil where a server does not say.
    package var modified: FileTime?
    /// Its permission bits (0o644); nil where unknown.
    package var mode: UInt16?
    /// Whether it was reached by a symbolic link of this name, which was followed.
    package var isFollowedLink = false
    /// Local files only: what else the file system would change with the content (ctime and inode).
    package var identity: Identity?

    /// The change time and inode of a local file: with size and time they tell whether a file was touched.
    package struct Identity: Hashable, Sendable {
        /// The number of the file system.
        package var device: UInt64
        /// Inode number.
        package var inode: UInt64
        /// Status change time in nanoseconds since the epoch.
        package var changed: Int64

        /// An identity from the file system, the inode number there and the status change time (nanoseconds since the
        /// epoch).
        package init(device: UInt64, inode: UInt64, changed: Int64) {
            self.device = device
            self.inode = inode
            self.changed = changed
        }
    }

    /// An entry from its parts.
    package init(
        path: RelativePath, kind: FileKind, size: Int64? = nil, modified: FileTime? = nil, mode: UInt16? = nil,
        identity: Identity? = nil
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.modified = modified
        self.mode = mode
        self.identity = identity
    }
}
