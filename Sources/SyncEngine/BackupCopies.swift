internal import DeployModel
internal import FileTree
internal import SyncTargets

/// Copies what is live into the backup folder, so that it can come back: by the server itself where it can, else by
/// fetching and storing. The live files are not touched.
struct BackupCopies: Sendable {
    /// A file to keep.
    struct Item: Sendable {
        /// What is live, as it was looked at.
        var entry: FileEntry
        /// Where it is kept.
        var path: RelativePath
    }

    /// A file that is kept.
    struct Copy: Sendable {
        /// Its length in bytes.
        var size: Int64
        /// Its SHA-256; nil where nobody has read it.
        var sha256: String?
    }

    let target: any SyncTarget
    /// At most so many bytes, or one file, are on this machine at the same time.
    private static let batchBytes: Int64 = 64 << 20
    private static let batchFiles = 200

    /// Copies all of `items`.
    ///
    /// - Returns: what is kept, by live path.
    /// - Throws: ``TargetError``.
    func make(_ items: [Item]) async throws -> [RelativePath: Copy] {
        var copies = try await copyThere(items)
        let rest = items.filter { copies[$0.entry.path] == nil }
        for batch in batches(rest) { copies.merge(try await copyHere(batch)) { $1 } }
        try await setModes(rest)
        return copies
    }

    // MARK: On the server

    /// What the server has copied itself, by live path. One that cannot do it for the first is not asked for the others.
    ///
    /// - Throws: ``TargetError``.
    func copyThere(_ items: [Item]) async throws -> [RelativePath: Copy] {
        var done: [Item] = []
        for part in [items.prefix(1), items.dropFirst()] where !part.isEmpty && done.count == part.startIndex {
            let results = try await target.performInAnyOrder(part.map { .copy($0.entry.path, to: $0.path) })
            done += zip(part, results).filter { $1 == .done }.map(\.0)
        }
        var copies: [RelativePath: Copy] = [:]
        for (item, there) in zip(done, try await target.entries(at: done.map(\.path))) {
            guard let size = there?.size, size == item.entry.size else { continue }
            copies[item.entry.path] = Copy(size: size)
        }
        return copies
    }

    // MARK: Over this machine

    private func batches(_ items: [Item]) -> [[Item]] {
        var batches: [[Item]] = []
        var bytes: Int64 = 0
        for item in items {
            let size = item.entry.size ?? 0
            if let last = batches.last, last.count < Self.batchFiles, size <= Self.batchBytes - bytes {
                batches[batches.count - 1].append(item)
                bytes += size
            } else {
                batches.append([item])
                bytes = size
            }
        }
        return batches
    }

    private typealias Fetched = (item: Item, content: FileContent, sha256: String)

    /// Fetches first and stores then: nobody waits for a second connection with the first one in hand.
    private func copyHere(_ items: [Item]) async throws -> [RelativePath: Copy] {
        let fetched = try await fetch(items)
        let ledger = BackupLedger(fetched.map { ($0.item.path, $0.content.size) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            let count = min(target.writers, fetched.count)
            for worker in 0..<count {
                let part = stride(from: worker, to: fetched.count, by: count).map { fetched[$0] }
                group.addTask {
                    try await target.withWriter(confirmed: { try await ledger.confirm($0) }) { writer in
                        for file in part { try await writer.store(file.content, at: file.item.path) { _ in } }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Dictionary(
            uniqueKeysWithValues: fetched.map {
                ($0.item.entry.path, Copy(size: $0.content.size, sha256: $0.sha256))
            })
    }

    private func fetch(_ items: [Item]) async throws -> [Fetched] {
        try await withThrowingTaskGroup(of: Fetched.self) { group in
            var waiting = items[...]
            func add() {
                guard let item = waiting.popFirst() else { return }
                group.addTask { try await fetch(item) }
            }
            for _ in 0..<target.writers { add() }
            var fetched: [Fetched] = []
            while let next = try await group.next() {
                fetched.append(next)
                add()
            }
            return fetched
        }
    }

    private func fetch(_ item: Item) async throws -> Fetched {
        let path = item.entry.path
        let (content, sha256) = try await fetchPatiently(path)
        if let size = item.entry.size, size != content.size {
            throw TargetError(
                .changed, "\(path) changed on the remote during the run", help: "run again; nothing was changed")
        }
        return (item, content, sha256)
    }

    /// A file whose connection broke is fetched anew: what has come of it need not fit the rest.
    private func fetchPatiently(_ path: RelativePath) async throws -> (FileContent, String) {
        for _ in 1..<Self.attempts {
            do {
                return try await fetch(path)
            } catch let error as TargetError where error.code == .unreachable {
                try Task.checkCancellation()
            }
        }
        return try await fetch(path)
    }

    /// How often a file is fetched before a broken connection is an error.
    private static let attempts = 3

    private func fetch(_ path: RelativePath) async throws -> (FileContent, String) {
        let digest = RunningDigest()
        let content = try await Spool.content(of: path) { consume in
            try await target.read(path) { piece in
                await digest.update(piece)
                try await consume(piece)
            }
        }
        return (content, await digest.finish())
    }

    /// Gives the copies the permissions of what they are copies of. Who cannot set them had none to keep.
    private func setModes(_ items: [Item]) async throws {
        var modes = Dictionary(uniqueKeysWithValues: items.map { ($0.entry.path, $0.entry.mode) })
        let unknown = items.map(\.entry.path).filter { modes[$0] == .some(nil) }
        for (path, entry) in zip(unknown, try await target.listedEntries(at: unknown)) { modes[path] = entry?.mode }
        let operations = items.compactMap { item in
            (modes[item.entry.path] ?? nil).map { TargetOperation.setMode(item.path, $0) }
        }
        guard let first = operations.first, case .done? = try await target.perform([first]).first else { return }
        _ = try await target.performInAnyOrder(Array(operations.dropFirst()))
    }
}

/// What of the copies the server has confirmed.
private actor BackupLedger {
    private let sizes: [RelativePath: Int64]

    init(_ sizes: [(RelativePath, Int64)]) { self.sizes = Dictionary(uniqueKeysWithValues: sizes) }

    /// - Throws: ``TargetError`` where it is not as long as what was sent.
    func confirm(_ stored: StoredFile) throws {
        guard let size = sizes[stored.path], let there = stored.size, there != size else { return }
        throw TargetError(
            .unexpected, "\(stored.path): only \(there) bytes of \(size) have arrived",
            help: "check the disk space there; --keep 0 keeps nothing for a way back")
    }
}
