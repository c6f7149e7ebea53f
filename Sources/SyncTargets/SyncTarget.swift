package import FileTree

/// One side of a synchronisation: a tree of files that can be listed, read and changed.
///
/// All paths are seen from the target's root. Every method throws ``TargetError`` (or `CancellationError`), says
/// nothing on its own, and may be called from several tasks at once. Whoever implements it runs the conformance suite.
package protocol SyncTarget: Sendable {
    /// The target as the user knows it, without any secret: a path or a URL.
    var name: String { get }

    /// Makes sure that the target can be reached and that its root is a folder.
    ///
    /// - Returns: what the other side says of itself; empty where it says nothing.
    func open() async throws -> String

    /// Makes the root folder and those above it, as far as they are missing.
    func createRoot() async throws

    /// What lies in one folder, each entry with its whole path, without the folder itself.
    func list(_ folder: RelativePath) async throws -> FolderListing

    /// What lies at each of these paths; nil where nothing does. Asks about these paths alone where the target can,
    /// instead of listing whole folders; it may then tell a link as what it leads to.
    func entries(at paths: [RelativePath]) async throws -> [FileEntry?]

    /// When these files changed, more exactly than ``list(_:)`` tells it; nil where there is nothing better.
    func exactTimes(of paths: [RelativePath]) async throws -> [FileTime?]

    /// The SHA-256 of these files in lower-case hexadecimal digits, as the target itself tells it; nil where it does not.
    func toldHashes(of paths: [RelativePath]) async throws -> [String?]

    /// Reads a file from the beginning to the end. `consume` gets it piece by piece.
    func read(_ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws

    /// The content of a file for sending it elsewhere, checked to be what `entry` describes.
    func content(of entry: FileEntry) async throws -> FileContent

    /// Carries out operations in order, as far ahead of each other's results as the target can.
    ///
    /// - Returns: a result for each; one that failed does not keep the next ones from being tried.
    func perform(_ operations: [TargetOperation]) async throws -> [OperationResult]

    /// Carries out operations even while all connections are at work.
    ///
    /// - Returns: as ``perform(_:)``.
    func performAside(_ operations: [TargetOperation]) async throws -> [OperationResult]

    /// Carries out operations of which none needs another one, several at a time where the target can.
    ///
    /// - Returns: as ``perform(_:)``.
    func performInAnyOrder(_ operations: [TargetOperation]) async throws -> [OperationResult]

    /// Runs `body` with a writer that stores files under names that nobody looks at yet. What was stored last is
    /// confirmed before this returns.
    func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws

    /// Why the target cannot hold a file or folder of this path; nil if it can. Asked before the first change.
    func objection(to path: RelativePath) -> TargetError?

    /// Where the tool's own folder lies, which is called `.deploy` in all paths: seen from the root, or absolute where it
    /// lies outside of it.
    var statePlace: String { get }

    /// Has the tool's own folder lie directly in the root under another name; it is called `.deploy` as before.
    ///
    /// - Returns: whether the target can do that.
    func keepState(in name: String) -> Bool

    /// Whether the folder that holds the tool's own one lists it.
    func isStateListed() async throws -> Bool

    /// How many writers can work at once.
    var writers: Int { get }

    /// Whether a file can be read without fetching it from somewhere else.
    var isAtHand: Bool { get }

    /// What tells the root folder from another one that has the same path later; nil where nothing does.
    func rootIdentity() async throws -> UInt64?

    /// Ends all connections.
    func close() async
}

extension SyncTarget {
    package var isAtHand: Bool { false }

    package func rootIdentity() async throws -> UInt64? { nil }

    package func objection(to path: RelativePath) -> TargetError? { nil }

    package var statePlace: String { ".deploy" }

    /// A path in the tool's own folder as it is on the target.
    package func shownState(_ path: RelativePath) -> String { statePlace + path.text.dropFirst(".deploy".count) }

    package func keepState(in name: String) -> Bool { false }

    package func isStateListed() async throws -> Bool {
        try await list(.root).entries.contains { $0.path.text == statePlace }
    }

    package func exactTimes(of paths: [RelativePath]) async throws -> [FileTime?] { paths.map { _ in nil } }

    package func toldHashes(of paths: [RelativePath]) async throws -> [String?] { paths.map { _ in nil } }

    package func performAside(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await perform(operations)
    }

    package func performInAnyOrder(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await perform(operations)
    }

    package func entries(at paths: [RelativePath]) async throws -> [FileEntry?] {
        try await listedEntries(at: paths)
    }

    /// What lies at each of these paths, exactly as the folder above lists it: links are told as links. Lists those
    /// folders, several at once; one that is missing holds nothing.
    package func listedEntries(at paths: [RelativePath]) async throws -> [FileEntry?] {
        var waiting = Set(paths.compactMap(\.parent)).sorted()
        var found: [RelativePath: FileEntry] = [:]
        try await withThrowingTaskGroup(of: [FileEntry].self) { group in
            for folder in waiting.prefix(writers) { group.addTask { try await entries(of: folder) } }
            waiting.removeFirst(min(writers, waiting.count))
            while let entries = try await group.next() {
                for entry in entries { found[entry.path] = entry }
                if let folder = waiting.popLast() { group.addTask { try await self.entries(of: folder) } }
            }
        }
        return paths.map { found[$0] }
    }

    /// What a folder holds: nothing where there is none, which the folder above it has to confirm, because not every
    /// server says why it refuses.
    private func entries(of folder: RelativePath) async throws -> [FileEntry] {
        do {
            return try await list(folder).entries
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            guard !folder.isRoot, try await listedEntries(at: [folder])[0]?.kind != .folder else { throw error }
            return []
        }
    }
}

/// Stores files one after the other.
package protocol TargetWriter: Sendable {
    /// Stores `content` under `path`. The file counts only once it was confirmed, which may happen during the next
    /// call. `progress` gets the bytes of each piece that went out.
    func store(
        _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws

    /// Stores what `stream` hands on, piece by piece, under `path`; otherwise as above.
    func store(
        _ stream: @escaping ContentStream, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws
}

extension TargetWriter {
    /// A writer that has to know the length before it begins gets the whole file from this machine's disk.
    package func store(
        _ stream: @escaping ContentStream, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        try await store(try await Spool.content(of: path, stream), at: path, progress: progress)
    }
}

/// Hands on a file's content from the beginning to the end, piece by piece. Throws ``TargetError``.
package typealias ContentStream =
    @Sendable (_ consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws -> Void

/// A file that the target confirmed to have.
package struct StoredFile: Hashable, Sendable {
    /// Where it lies.
    package var path: RelativePath
    /// Its length in bytes as the target counts it; nil where it does not tell.
    package var size: Int64?
    /// When the target says it changed.
    package var modified: FileTime?

    /// A confirmed file.
    package init(path: RelativePath, size: Int64?, modified: FileTime?) {
        self.path = path
        self.size = size
        self.modified = modified
    }
}

/// What lies in a folder.
package struct FolderListing: Sendable {
    /// The entries, in no particular order.
    package var entries: [FileEntry] = []
    /// Names that cannot take part, and why.
    package var skipped: [Snapshot.Skipped] = []

    /// An empty listing.
    package init() {}
}

/// A change without content.
package enum TargetOperation: Hashable, Sendable {
    /// Makes a folder. That it exists already is no failure.
    case createFolder(RelativePath)
    /// Makes a folder for one alone: that it exists already is a failure with the code ``TargetError/Code/exists``.
    case claimFolder(RelativePath)
    /// Renames a file; what lies at the new name is replaced in one step.
    case rename(RelativePath, to: RelativePath)
    /// Puts the file `with` onto the name in place of the one that lies there, which is renamed to `keeping` first: for a
    /// moment nothing is there. What became of both, only a look tells.
    case exchange(RelativePath, with: RelativePath, keeping: RelativePath)
    /// Copies a file on the target itself. Not every target can.
    case copy(RelativePath, to: RelativePath)
    /// Deletes a file. That it is gone already is no failure.
    case deleteFile(RelativePath)
    /// Deletes an empty folder. That it is gone already is no failure.
    case deleteFolder(RelativePath)
    /// Sets when a file last changed, as exactly as the target can. Not every target can.
    case setModified(RelativePath, FileTime)
    /// Sets a file's permission bits. Not every target can.
    case setMode(RelativePath, UInt16)
}

/// What became of a ``TargetOperation``.
package enum OperationResult: Hashable, Sendable {
    /// Done, and confirmed by the target.
    case done
    /// Refused, and why.
    case failed(TargetError)

    /// Why it was refused; nil if it is done.
    package var failure: TargetError? { if case .failed(let error) = self { error } else { nil } }
}

/// The content of a file on its way.
package enum FileContent: Sendable {
    /// All bytes in memory: small files.
    case bytes([UInt8])
    /// An open file of this machine. `verify` throws ``TargetError`` if it changed since it was opened.
    case file(OpenFile)

    /// The length in bytes.
    package var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let file): file.size
        }
    }

    /// Throws ``TargetError`` if the source changed while it was read.
    package func verify() throws {
        if case .file(let file) = self { try file.verify() }
    }
}
