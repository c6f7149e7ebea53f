import FileTree
import SyncTargets
import Synchronization

/// A process that can be killed between any two things that it does to its targets: from then on nothing of it happens.
final class KillSwitch: Sendable {
    /// What everything ends with once the process is dead.
    struct Killed: Error {}

    private let left = Mutex<Int?>(nil)

    /// The process dies before it does its `count`-th thing; nil lets it live.
    func arm(_ count: Int?) { left.withLock { $0 = count } }

    /// Whether it is dead.
    var isDead: Bool { left.withLock { $0 == 0 } }

    /// Counts one thing.
    func pass() throws {
        let isDead = left.withLock { left in
            guard let count = left, count > 0 else { return left != nil }
            left = count - 1
            return count == 1
        }
        if isDead { throw Killed() }
    }
}

/// A target of such a process. Operations are done one by one, so that the process may die after each.
struct KilledTarget: SyncTarget {
    let target: any SyncTarget
    let kill: KillSwitch
    /// Whether it can copy files itself.
    var copies = true

    var name: String { target.name }
    var writers: Int { target.writers }
    var isAtHand: Bool { target.isAtHand }

    func open() async throws -> String { try await target.open() }
    func createRoot() async throws { try await target.createRoot() }
    func rootIdentity() async throws -> UInt64? { try await target.rootIdentity() }
    func list(_ folder: RelativePath) async throws -> FolderListing {
        if kill.isDead { throw KillSwitch.Killed() }
        return try await target.list(folder)
    }
    func entries(at paths: [RelativePath]) async throws -> [FileEntry?] { try await target.entries(at: paths) }
    func exactTimes(of paths: [RelativePath]) async throws -> [FileTime?] { try await target.exactTimes(of: paths) }
    func objection(to path: RelativePath) -> TargetError? { target.objection(to: path) }
    func content(of entry: FileEntry) async throws -> FileContent { try await target.content(of: entry) }
    func close() async { await target.close() }

    func read(
        _ path: RelativePath, consume: @Sendable (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        try await target.read(path, consume: consume)
    }

    func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        var results: [OperationResult] = []
        for operation in operations {
            switch operation {
            case .copy(let path, _) where !copies:
                results.append(.failed(TargetError(.refused, "\(path): cannot be copied")))
            case .exchange(let path, let content, let kept):
                // On a server these are two, and the process may die between them.
                try kill.pass()
                let first = try await target.perform([.rename(path, to: kept)])
                try kill.pass()
                let second = try await target.perform([.rename(content, to: path)])
                results.append(first[0] == .done ? second[0] : first[0])
            default:
                try kill.pass()
                results += try await target.perform([operation])
            }
        }
        return results
    }

    func withWriter(
        confirmed: @escaping @Sendable (StoredFile) async throws -> Void,
        _ body: @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        let kill = kill
        try await target.withWriter(confirmed: confirmed) { try await body(Writer(writer: $0, kill: kill)) }
    }

    private struct Writer: TargetWriter {
        let writer: any TargetWriter
        let kill: KillSwitch

        func store(
            _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            try kill.pass()
            try await writer.store(content, at: path, progress: progress)
        }

        func store(
            _ stream: @escaping ContentStream, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
        ) async throws {
            try kill.pass()
            try await writer.store(stream, at: path, progress: progress)
        }
    }
}
