internal import FileTree
internal import SyncTargets

/// A target that a program brought along, as the engine speaks to it.
struct CustomTarget: SyncTargets.SyncTarget {
    let target: any SyncTarget
    private let connections: Int

    init(_ target: any SyncTarget, connections: Int) {
        self.target = target
        self.connections = connections
    }

    var name: String { target.name }
    var writers: Int { connections }

    func open() async throws -> String {
        try await translating { try await target.open() }
        return ""
    }

    func createRoot() async throws { try await translating { try await target.createFolder("") } }
    func close() async { await target.close() }

    func list(_ folder: RelativePath) async throws -> FolderListing {
        let entries = try await translating { try await target.list(folder.text) }
        var listing = FolderListing()
        for entry in entries {
            guard let path = folder.appending(entry.name) else {
                throw TargetError(
                    .unexpected, "\(name) lists the name '\(VisibleText.escaping(entry.name))', which no file can have")
            }
            listing.entries.append(FileEntry(path, entry))
        }
        return listing
    }

    func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        try await translating { try await target.read(path.text, consume) }
    }

    func content(of entry: FileEntry) async throws -> FileContent {
        try await Spool.content(of: entry.path) { try await read(entry.path, consume: $0) }
    }

    func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        var results: [OperationResult] = []
        for operation in operations {
            do {
                try await translating { try await carryOut(operation) }
                results.append(.done)
            } catch let error as TargetError where error.code != .unreachable {
                results.append(.failed(error))
            }
        }
        return results
    }

    private func carryOut(_ operation: TargetOperation) async throws {
        switch operation {
        case .createFolder(let path): try await target.createFolder(path.text)
        case .claimFolder(let path):
            // The program's target knows no folders for one alone: two runs at the same moment are not kept apart.
            guard try await entries(at: [path])[0] == nil else {
                throw TargetError(.exists, "\(path): exists already")
            }
            try await target.createFolder(path.text)
        case .rename(let path, let newPath): try await target.rename(path.text, to: newPath.text)
        case .exchange(let path, let content, let kept):
            try await target.rename(path.text, to: kept.text)
            try await target.rename(content.text, to: path.text)
        case .copy(let path, _): throw SyncTargetError(.refused, "\(path): cannot be copied there")
        case .deleteFile(let path): try await target.deleteFile(path.text)
        case .deleteFolder(let path): try await target.deleteFolder(path.text)
        case .setModified(let path, let time):
            guard try await target.setModified(path.text, time.timeInterval) else {
                throw SyncTargetError(.refused, "\(path): the time cannot be set")
            }
        case .setMode(let path, _): throw SyncTargetError(.refused, "\(path): the permissions cannot be set")
        }
    }

    func objection(to path: RelativePath) -> TargetError? {
        if String(validating: path.bytes, as: UTF8.self) != nil { return nil }
        return TargetError(
            .invalidName, "the name \(path) is not UTF-8, which \(name) cannot take", help: "rename or exclude it")
    }

    func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        try await body(Writer(target: self, confirmed: confirmed))
    }

    private struct Writer: TargetWriter {
        let target: CustomTarget
        let confirmed: @Sendable (StoredFile) async throws -> Void

        func store(
            _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            try await store({ consume in try await content.stream(consume) }, at: path, progress: progress)
        }

        func store(
            _ stream: @escaping ContentStream, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            let entry = try await target.translating {
                try await target.target.write(path.text) { consume in
                    try await stream { piece in
                        try await consume(piece)
                        progress(Int64(piece.count))
                    }
                }
            }
            try await confirmed(
                StoredFile(path: path, size: entry.size, modified: FileEntry(path, entry).modified))
        }
    }

    /// Runs `body`; what the program's target throws becomes an error of the engine.
    private func translating<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as SyncTargetError {
            throw TargetError(error.code, "\(name): \(VisibleText.escaping(error.description))")
        } catch let error where !(error is TargetError) && !(error is CancellationError) {
            throw TargetError(.refused, "\(name): \(VisibleText.escaping(String(describing: error)))")
        }
    }
}

extension SyncTargetError {
    fileprivate var code: TargetError.Code {
        switch kind {
        case .notFound: .notFound
        case .denied: .denied
        case .full: .full
        case .unreachable: .unreachable
        case .refused: .refused
        }
    }
}

extension FileContent {
    /// Hands the content on.
    fileprivate func stream(_ consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws {
        switch self {
        case .bytes(let bytes): try await consume(bytes[...])
        case .file(let file): try await file.stream(consume)
        }
    }
}

extension FileEntry {
    /// What a program's target says of a name.
    fileprivate init(_ path: RelativePath, _ entry: SyncEntry) {
        let kind: FileKind =
            switch entry.kind {
            case .file: .file
            case .folder: .folder
            case .other: .special
            }
        self.init(path: path, kind: kind, size: entry.size, modified: entry.modified.flatMap(FileTime.init))
    }
}

extension FileTime {
    /// A time in seconds since the epoch; nil for one outside of any calendar.
    fileprivate init?(_ seconds: Double) {
        let whole = seconds.rounded(.down)
        guard let number = Int64(exactly: whole), number.magnitude < 1 << 40 else { return nil }
        let fraction = Int32(((seconds - whole) * 1e9).rounded(.down))
        self.init(
            seconds: number, nanoseconds: min(999_999_999, fraction), precision: fraction == 0 ? .second : .nanosecond)
    }
}
