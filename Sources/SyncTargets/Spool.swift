package import FileTree
internal import LocalFiles

/// Brings a file from elsewhere onto this machine before it goes on: in memory while it is short, else in a file of the
/// temporary folder that nobody else sees and that is gone with the run.
package enum Spool {
    /// Up to this length (bytes) nothing is written to the disk.
    private static let memoryLimit = 256 << 10

    /// All that `stream` hands on; `path` names it in messages.
    ///
    /// - Throws: what `stream` throws; ``TargetError`` where the temporary folder cannot take it.
    package static func content(of path: RelativePath, _ stream: ContentStream) async throws -> FileContent {
        let sink = SpoolSink(limit: memoryLimit, path.description)
        try await stream { try await sink.append($0) }
        return try await sink.content(as: path)
    }
}

/// Appends pieces to a file.
actor FileSink {
    private let file: DiskFile
    private let path: String
    private(set) var length: Int64 = 0

    init(_ file: DiskFile, _ path: String) {
        self.file = file
        self.path = path
    }

    func append(_ piece: ArraySlice<UInt8>) throws {
        let offset = length
        try LocalTarget.translating { () throws(SystemError) in try file.write(piece, at: offset, path: path) }
        length += Int64(piece.count)
    }
}

/// Gathers pieces in memory, and in a file from the moment on where they are too many.
private actor SpoolSink {
    private let limit: Int
    private let path: String
    private var bytes: [UInt8] = []
    private var file: DiskFile?
    private var length: Int64 = 0

    init(limit: Int, _ path: String) {
        self.limit = limit
        self.path = path
    }

    func append(_ piece: ArraySlice<UInt8>) throws {
        if file == nil, bytes.count + piece.count > limit {
            file = try LocalTarget.translating { () throws(SystemError) in try DiskFile.temporary() }
            let all = bytes
            bytes = []
            try write(all[...])
        }
        if file == nil { bytes += piece } else { try write(piece) }
    }

    private func write(_ piece: ArraySlice<UInt8>) throws {
        guard let file else { return }
        let (offset, path) = (length, path)
        try LocalTarget.translating { () throws(SystemError) in try file.write(piece, at: offset, path: path) }
        length += Int64(piece.count)
    }

    func content(as path: RelativePath) throws -> FileContent {
        guard let file else { return .bytes(bytes) }
        let entry = try LocalTarget.translating { () throws(SystemError) in try file.status(as: path) }
        return .file(OpenFile(descriptor: file, entry: entry, shown: path.description))
    }
}
