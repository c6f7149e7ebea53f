package import FileTree
internal import LocalFiles
internal import Synchronization

/// A tree in memory: for tests of the engine, and to try things without a server.
package final class InMemoryTarget: SyncTarget {
    private struct State {
        var files: [RelativePath: (bytes: [UInt8], modified: Int64)] = [:]
        var folders: Set<RelativePath> = [.root]
        var clock: Int64 = 1_700_000_000
        var log: [TargetOperation] = []
        var stored: [RelativePath] = []
        var looked: [RelativePath] = []
        var refusal: (@Sendable (RelativePath) -> TargetError?)?
    }

    private let state = Mutex(State())
    package let name: String
    package let writers: Int
    package let isAtHand = true

    /// An empty tree.
    package init(name: String = "memory", writers: Int = 1) {
        self.name = name
        self.writers = writers
    }

    /// Puts a file there, with the folders above it, as somebody else would.
    package func put(_ path: RelativePath, _ text: String, modified: Int64? = nil) {
        state.withLock { state in
            state.clock += 1
            state.folders.formUnion(path.ancestors)
            state.files[path] = (Array(text.utf8), modified ?? state.clock)
        }
    }

    /// Takes a file away, as somebody else would.
    package func remove(_ path: RelativePath) { state.withLock { $0.files[path] = nil } }

    /// The files by path, as text.
    package var texts: [String: String] {
        state.withLock { state in
            Dictionary(
                uniqueKeysWithValues: state.files.map { ($0.key.text, String(decoding: $0.value.bytes, as: UTF8.self)) }
            )
        }
    }

    /// The paths of all folders but the root, in order.
    package var folders: [String] { state.withLock { $0.folders.filter { !$0.isRoot }.map(\.text).sorted() } }

    /// The operations that were carried out so far.
    package var operations: [TargetOperation] { state.withLock { $0.log } }

    /// The paths that were stored so far.
    package var stored: [RelativePath] { state.withLock { $0.stored } }

    /// The folders that were listed and the paths that were asked for so far.
    package var looked: [RelativePath] { state.withLock { $0.looked } }

    /// From now on, operations and uploads on paths for which this gives an error fail with it.
    package func refuse(_ rule: (@Sendable (RelativePath) -> TargetError?)?) { state.withLock { $0.refusal = rule } }

    package func open() async throws -> String { "" }
    package func createRoot() async throws {}
    package func close() async {}

    package func entries(at paths: [RelativePath]) async throws -> [FileEntry?] {
        state.withLock { state in
            state.looked += paths
            return paths.map { path in
                if state.folders.contains(path) { return FileEntry(path: path, kind: .folder) }
                return state.files[path].map { Self.entry(path, $0) }
            }
        }
    }

    private static func entry(_ path: RelativePath, _ file: (bytes: [UInt8], modified: Int64)) -> FileEntry {
        FileEntry(
            path: path, kind: .file, size: Int64(file.bytes.count), modified: FileTime(seconds: file.modified))
    }

    package func list(_ folder: RelativePath) async throws -> FolderListing {
        try state.withLock { state in
            state.looked.append(folder)
            guard state.folders.contains(folder) else { throw Self.missing(folder) }
            var listing = FolderListing()
            listing.entries += state.folders.filter { $0.parent == folder }.map { FileEntry(path: $0, kind: .folder) }
            listing.entries += state.files.filter { $0.key.parent == folder }.map(Self.entry)
            return listing
        }
    }

    private static func missing(_ path: RelativePath) -> TargetError {
        TargetError(.notFound, "\(path): no such file or folder")
    }

    private func bytes(of path: RelativePath) throws -> [UInt8] {
        try state.withLock { state in
            if let error = state.refusal?(path) { throw error }
            guard let file = state.files[path] else { throw Self.missing(path) }
            return file.bytes
        }
    }

    package func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        try await consume(try bytes(of: path)[...])
    }

    package func content(of entry: FileEntry) async throws -> FileContent { .bytes(try bytes(of: entry.path)) }

    package func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        state.withLock { state in
            operations.map { operation in
                state.log.append(operation)
                return Self.carryOut(operation, &state).map(OperationResult.failed) ?? .done
            }
        }
    }

    private static func carryOut(_ operation: TargetOperation, _ state: inout State) -> TargetError? {
        switch operation {
        case .createFolder(let path):
            if let error = state.refusal?(path) { return error }
            guard path.parent.map(state.folders.contains) ?? true else { return missing(path) }
            if state.files[path] != nil { return TargetError(.refused, "\(path): exists already") }
            state.folders.insert(path)
        case .claimFolder(let path):
            if state.folders.contains(path) { return TargetError(.exists, "\(path): exists already") }
            return carryOut(.createFolder(path), &state)
        case .rename(let path, let newPath):
            if let error = state.refusal?(newPath) { return error }
            guard let file = state.files[path] else { return missing(path) }
            guard newPath.parent.map(state.folders.contains) ?? true else { return missing(newPath) }
            if state.folders.contains(newPath) { return TargetError(.refused, "\(newPath): is a folder") }
            state.files[path] = nil
            state.files[newPath] = file
        case .exchange(let path, let content, let kept):
            return carryOut(.rename(path, to: kept), &state) ?? carryOut(.rename(content, to: path), &state)
        case .copy(let path, let newPath):
            if let error = state.refusal?(newPath) { return error }
            guard let file = state.files[path] else { return missing(path) }
            guard newPath.parent.map(state.folders.contains) ?? true else { return missing(newPath) }
            state.clock += 1
            state.files[newPath] = (file.bytes, state.clock)
        case .deleteFile(let path):
            if let error = state.refusal?(path) { return error }
            state.files[path] = nil
        case .setModified(let path, let time):
            guard let file = state.files[path] else { return missing(path) }
            state.files[path] = (file.bytes, time.seconds)
        case .setMode(let path, _):
            if state.files[path] == nil { return missing(path) }
        case .deleteFolder(let path):
            let isUsed =
                state.files.keys.contains { $0.isWithin(path) }
                || state.folders.contains { $0 != path && $0.isWithin(path) }
            if isUsed { return TargetError(.refused, "\(path): the folder is not empty") }
            state.folders.remove(path)
        }
        return nil
    }

    package func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        try await body(Writer(target: self, confirmed: confirmed))
    }

    private struct Writer: TargetWriter {
        let target: InMemoryTarget
        let confirmed: @Sendable (StoredFile) async throws -> Void

        func store(
            _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            let bytes =
                switch content {
                case .bytes(let bytes): bytes
                case .file(let file): try file.descriptor.read(count: Int(file.size), at: 0, path: path.description)
                }
            let stored = try target.state.withLock { state in
                if let error = state.refusal?(path) { throw error }
                guard path.parent.map(state.folders.contains) ?? true else { throw InMemoryTarget.missing(path) }
                state.clock += 1
                state.files[path] = (bytes, state.clock)
                state.stored.append(path)
                return StoredFile(path: path, size: Int64(bytes.count), modified: FileTime(seconds: state.clock))
            }
            progress(Int64(bytes.count))
            try await confirmed(stored)
        }
    }
}
