package import FileTree

/// A target whose names are partly written differently on the other side: it is spoken to with the spelling that stands
/// for both, and keeps its own.
package struct AliasedTarget: SyncTarget {
    private let target: any SyncTarget
    private let aliases: NameAliases

    /// `target` with the names that `aliases` gives it.
    package init(_ target: any SyncTarget, _ aliases: NameAliases) {
        self.target = target
        self.aliases = aliases
    }

    package var name: String { target.name }
    package var writers: Int { target.writers }
    package var isAtHand: Bool { target.isAtHand }
    package func open() async throws -> String { try await target.open() }
    package func createRoot() async throws { try await target.createRoot() }
    package func rootIdentity() async throws -> UInt64? { try await target.rootIdentity() }
    package func close() async { await target.close() }

    private func named(_ entry: FileEntry) -> FileEntry {
        var entry = entry
        entry.path = aliases.name(entry.path)
        return entry
    }

    package func list(_ folder: RelativePath) async throws -> FolderListing {
        var listing = try await target.list(aliases.original(folder))
        listing.entries = listing.entries.map(named)
        listing.skipped = listing.skipped.map {
            Snapshot.Skipped(path: aliases.name($0.path), reason: $0.reason)
        }
        return listing
    }

    package func entries(at paths: [RelativePath]) async throws -> [FileEntry?] {
        try await target.entries(at: paths.map(aliases.original)).map { $0.map(named) }
    }

    package func exactTimes(of paths: [RelativePath]) async throws -> [FileTime?] {
        try await target.exactTimes(of: paths.map(aliases.original))
    }

    package func toldHashes(of paths: [RelativePath]) async throws -> [String?] {
        try await target.toldHashes(of: paths.map(aliases.original))
    }

    package func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        try await target.read(aliases.original(path), consume: consume)
    }

    package func content(of entry: FileEntry) async throws -> FileContent {
        var entry = entry
        entry.path = aliases.original(entry.path)
        return try await target.content(of: entry)
    }

    private func original(_ operation: TargetOperation) -> TargetOperation {
        switch operation {
        case .createFolder(let path): .createFolder(aliases.original(path))
        case .claimFolder(let path): .claimFolder(aliases.original(path))
        case .rename(let path, let newPath): .rename(aliases.original(path), to: aliases.original(newPath))
        case .exchange(let path, let content, let kept):
            .exchange(
                aliases.original(path), with: aliases.original(content), keeping: aliases.original(kept))
        case .copy(let path, let newPath): .copy(aliases.original(path), to: aliases.original(newPath))
        case .deleteFile(let path): .deleteFile(aliases.original(path))
        case .deleteFolder(let path): .deleteFolder(aliases.original(path))
        case .setModified(let path, let time): .setModified(aliases.original(path), time)
        case .setMode(let path, let mode): .setMode(aliases.original(path), mode)
        }
    }

    package func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await target.perform(operations.map(original))
    }

    package func performAside(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await target.performAside(operations.map(original))
    }

    package func performInAnyOrder(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await target.performInAnyOrder(operations.map(original))
    }

    package func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        let aliases = aliases
        try await target.withWriter(confirmed: { stored in
            var stored = stored
            stored.path = aliases.name(stored.path)
            try await confirmed(stored)
        }) { try await body(Writer(writer: $0, aliases: aliases)) }
    }

    package var statePlace: String { target.statePlace }
    package func keepState(in name: String) -> Bool { target.keepState(in: name) }
    package func isStateListed() async throws -> Bool { try await target.isStateListed() }

    package func objection(to path: RelativePath) -> TargetError? { target.objection(to: aliases.original(path)) }

    private struct Writer: TargetWriter {
        let writer: any TargetWriter
        let aliases: NameAliases

        func store(
            _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            try await writer.store(content, at: aliases.original(path), progress: progress)
        }

        func store(
            _ stream: @escaping ContentStream, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            try await writer.store(stream, at: aliases.original(path), progress: progress)
        }
    }
}
