internal import FileTree
internal import SyncTargets

/// Reads a file into memory, up to a limit.
actor BoundedReader {
    private let limit: Int64
    private var bytes: [UInt8] = []

    init(limit: Int64) { self.limit = limit }

    private struct TooLong: Error {}

    /// All of the file; nil where it has more than the limit.
    ///
    /// - Throws: ``TargetError``.
    func content(of path: RelativePath, in target: any SyncTarget) async throws -> [UInt8]? {
        do {
            try await target.read(path) { try await self.append($0) }
        } catch is TooLong {
            return nil
        }
        return bytes
    }

    /// The file as far as the limit, or less.
    ///
    /// - Throws: ``TargetError``.
    func beginning(of path: RelativePath, in target: any SyncTarget) async throws -> [UInt8] {
        do {
            try await target.read(path) { piece in
                try await self.append(piece.prefix(Int(self.limit) - self.bytes.count))
                if await self.isFull { throw TooLong() }
            }
        } catch is TooLong {}
        return bytes
    }

    private var isFull: Bool { bytes.count >= limit }

    private func append(_ piece: ArraySlice<UInt8>) throws {
        guard Int64(bytes.count + piece.count) <= limit else { throw TooLong() }
        bytes += piece
    }
}
