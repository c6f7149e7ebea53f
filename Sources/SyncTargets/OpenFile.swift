package import FileTree
package import LocalFiles

/// A local file opened for sending, with what it was when it was looked at.
package struct OpenFile: Sendable {
    /// The open file.
    package let descriptor: DiskFile
    /// Its length in bytes.
    package let size: Int64
    private let entry: FileEntry
    private let shown: String

    /// A file that was opened for the entry of a snapshot; `shown` is its path for messages.
    package init(descriptor: DiskFile, entry: FileEntry, shown: String) {
        self.descriptor = descriptor
        self.size = entry.size ?? 0
        self.entry = entry
        self.shown = shown
    }

    /// Hands its content on, piece by piece.
    ///
    /// - Throws: ``TargetError``.
    package func stream(_ consume: (ArraySlice<UInt8>) async throws -> Void) async throws {
        var offset: Int64 = 0
        while offset < size {
            let start = offset
            let piece = try LocalTarget.translating { () throws(SystemError) in
                try descriptor.read(count: 1 << 18, at: start, path: shown)
            }
            if piece.isEmpty { return }
            try await consume(piece[...])
            offset += Int64(piece.count)
        }
    }

    /// Throws ``TargetError`` with the code `changed` if the file is not any more what the entry says: same length,
    /// time, inode and change time.
    package func verify() throws {
        let now = try descriptor.status(as: entry.path)
        guard now.size == entry.size, now.modified == entry.modified, now.identity == entry.identity else {
            throw TargetError(
                .changed, "\(shown) changed while it was being sent",
                help: "run again once nothing writes to the file any more")
        }
    }
}
