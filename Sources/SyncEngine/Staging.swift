internal import DeployModel
internal import FileTree
internal import SyncTargets
internal import TLS

/// Brings the files of a change set into the staging folder, several at once, each under the name of its content.
struct Staging: Sendable {
    let source: any SyncTarget
    let target: any SyncTarget
    let area: StagingArea
    let emit: @Sendable (ExecutionEvent) -> Void

    /// Stages all of `transfers`; what an earlier run has left there complete is not sent again.
    ///
    /// - Returns: what the switch has to rename, in the order of `transfers`; and names whose content is not what they
    ///   say, because the file changed while it was sent.
    /// - Throws: ``TargetError``; then nothing that is served has changed.
    func stage(_ transfers: [Change], from tree: Snapshot) async throws -> (
        switches: [StagedFile], spoiled: [String]
    ) {
        let ledger = StagingLedger(transfers, area: area)
        for change in await ledger.reused { emit(.staged(change, reused: true)) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<min(max(source.writers, target.writers), await ledger.waiting) {
                    group.addTask { try await work(ledger, tree) }
                }
                // The first that fails ends the others.
                while try await group.next() != nil {}
            }
        } catch let error as TargetError {
            // On a full disk the room is needed by those who serve from it.
            await delete(error.code == .full ? ledger.started : ledger.spoiled)
            throw error
        }
        let switches = await ledger.switches
        let missing = Set(transfers.map(\.path)).subtracting(switches.map(\.path))
        if let path = missing.min() {
            throw TargetError(.unexpected, "\(path) was sent, but the server did not confirm it", help: "run again")
        }
        return (switches, await ledger.spoiled)
    }

    private func delete(_ names: [String]) async {
        if names.isEmpty { return }
        _ = try? await target.perform(names.map { .deleteFile(area.path($0)) })
    }

    private func work(_ ledger: StagingLedger, _ tree: Snapshot) async throws {
        // A connection is opened only when there is something left to do on it.
        guard await ledger.waiting > 0 else { return }
        try await target.withWriter(confirmed: { try await confirm($0, ledger) }) { writer in
            while let item = await ledger.take() {
                try Task.checkCancellation()
                emit(.started(item.change))
                do {
                    try await naming(item.change.path) { try await send(item, tree[item.change.path], ledger, writer) }
                } catch let error as TargetError where error.code == .changed {
                    // Somebody wrote to the file meanwhile: look again, once.
                    guard let again = try await ledger.restart(item, refresh(item.change)) else { throw error }
                    do {
                        try await send(again.item, again.entry, ledger, writer)
                    } catch let error as TargetError where error.code == .changed {
                        await ledger.spoil(again.item)
                        throw error
                    }
                }
            }
        }
    }

    /// Lets an error speak of the file, not of its name in the staging folder.
    private func naming(_ path: RelativePath, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as TargetError where [.denied, .full, .refused, .notFound].contains(error.code) {
            throw TargetError(error.code, "\(path) could not be transferred: \(error.message)", help: error.help)
        }
    }

    private func send(
        _ item: StagingLedger.Item, _ entry: FileEntry?, _ ledger: StagingLedger, _ writer: any TargetWriter
    ) async throws {
        guard let entry else { throw TargetError(.notFound, "\(item.change.path) is gone") }
        guard source.isAtHand, item.change.sha256 != nil else {
            return try await passPatiently(item, entry, ledger, writer)
        }
        let content = try await source.content(of: entry)
        if case .bytes(let bytes) = content, SHA256.hex(of: bytes) != item.change.sha256 {
            throw Self.changed(entry.path)
        }
        let path = item.change.path
        try await writer.store(content, at: area.path(item.name)) { emit(.sent(path, bytes: $0)) }
        try content.verify()
    }

    /// A file whose connection broke is fetched anew: what has come of it need not fit the rest.
    private func passPatiently(
        _ item: StagingLedger.Item, _ entry: FileEntry, _ ledger: StagingLedger, _ writer: any TargetWriter
    ) async throws {
        for _ in 1..<Self.attempts {
            do {
                return try await pass(item, entry, ledger, writer)
            } catch let error as TargetError where error.code == .unreachable {
                try Task.checkCancellation()
            }
        }
        try await pass(item, entry, ledger, writer)
    }

    /// How often a file is fetched before a broken connection is an error.
    private static let attempts = 3

    /// Passes on what has to be fetched, and hashes it on its way. It has to be as long as the listing said.
    private func pass(
        _ item: StagingLedger.Item, _ entry: FileEntry, _ ledger: StagingLedger, _ writer: any TargetWriter
    ) async throws {
        let path = item.change.path
        let source = source
        let stream: ContentStream = { consume in
            let digest = RunningDigest()
            try await source.read(path) { piece in
                await digest.update(piece)
                try await consume(piece)
            }
            let length = await digest.length
            if let size = entry.size, size != length { throw Self.changed(path) }
            await ledger.measured(item, size: length, sha256: await digest.finish())
        }
        try await writer.store(stream, at: area.path(item.name)) { emit(.sent(path, bytes: $0)) }
    }

    static func changed(_ path: RelativePath) -> TargetError {
        TargetError(
            .changed, "\(path) changed while it was being transferred",
            help: "run again once nothing writes to the file any more")
    }

    /// The file as it is now.
    private func refresh(_ change: Change) async throws -> (Change, FileEntry) {
        guard let parent = change.path.parent,
            let entry = try await source.list(parent).entries.first(where: { $0.path == change.path })
        else { throw Self.changed(change.path) }
        var fresh = change
        fresh.size = entry.size
        fresh.modified = entry.modified
        fresh.sha256 = change.sha256 == nil ? nil : try await TreeHasher.hash(of: change.path, in: source)
        return (fresh, entry)
    }

    private func confirm(_ stored: StoredFile, _ ledger: StagingLedger) async throws {
        guard let change = try await ledger.confirm(stored) else { return }
        emit(.staged(change, reused: false))
    }
}

/// Who stages what, and what the server confirmed.
actor StagingLedger {
    /// A file to stage and its name in the staging folder.
    struct Item: Sendable {
        var change: Change
        let name: String
        let index: Int
    }

    private var queue: [Item] = []
    private var byName: [String: Item] = [:]
    private var files: [Int: (name: String, file: Manifest.File)] = [:]
    private var measures: [String: (size: Int64, sha256: String)] = [:]
    private var restarted: Set<Int> = []
    private let transfers: [Change]
    /// What an earlier run had staged already.
    private(set) var reused: [Change] = []
    /// The names whose content is not what they say.
    private(set) var spoiled: [String] = []
    /// The names that this run began to write.
    private(set) var started: [String] = []

    init(_ transfers: [Change], area: StagingArea) {
        self.transfers = transfers
        var uses: [String: Int] = [:]
        for (index, change) in transfers.enumerated() {
            let hash = change.sha256 ?? ""
            var use = change.sha256 == nil ? 0 : uses[hash, default: 0]
            while area.taken.contains(area.name(for: change, index: index, use: use)) { use += 1 }
            uses[hash] = use + 1
            let name = area.name(for: change, index: index, use: use)
            if change.sha256 != nil, let size = change.size, let there = area.existing[name], there.size == size {
                files[index] = (
                    name,
                    Manifest.File(size: size, sha256: hash, serverTime: there.modified, modified: change.modified)
                )
                reused.append(change)
            } else {
                queue.append(Item(change: change, name: name, index: index))
            }
        }
        // The largest first, so that no connection is left alone with one at the end; taken from the back.
        queue.sort { ($0.change.size ?? 0, $1.index) < ($1.change.size ?? 0, $0.index) }
    }

    /// How many files nobody has taken yet.
    var waiting: Int { queue.count }

    /// The next file to stage.
    func take() -> Item? {
        guard let item = queue.popLast() else { return nil }
        byName[item.name] = item
        started.append(item.name)
        return item
    }

    /// A file is staged anew because it changed; nil the second time.
    func restart(
        _ item: Item, _ fresh: (change: Change, entry: FileEntry)
    ) -> (item: Item, entry: FileEntry)? {
        spoiled.append(item.name)
        guard restarted.insert(item.index).inserted else { return nil }
        // Its own name: the content is not what the first name says.
        let again = Item(change: fresh.change, name: "\(item.name)-again", index: item.index)
        byName[again.name] = again
        started.append(again.name)
        return (again, fresh.entry)
    }

    /// What was stored under this name is not what the name says.
    func spoil(_ item: Item) { spoiled.append(item.name) }

    /// The content of a file turned out to be this.
    func measured(_ item: Item, size: Int64, sha256: String) { measures[item.name] = (size, sha256) }

    /// The server has a file. Throws if it is not as long as what was sent.
    func confirm(_ stored: StoredFile) throws -> Change? {
        guard let item = byName[stored.path.name] else { return nil }
        let measure = measures[item.name]
        let size = measure?.size ?? item.change.size ?? 0
        if let there = stored.size, there != size {
            throw TargetError(
                .unexpected, "\(item.change.path): only \(there) bytes of \(size) have arrived",
                help: "check the disk space there, and that the transfer is not changed on its way")
        }
        files[item.index] = (
            item.name,
            Manifest.File(
                size: size, sha256: measure?.sha256 ?? item.change.sha256, serverTime: stored.modified,
                modified: item.change.modified)
        )
        return item.change
    }

    /// What the switch renames, in the order of the transfers.
    var switches: [StagedFile] {
        transfers.enumerated().compactMap { index, change in
            files[index].map { StagedFile(path: change.path, staged: $0.name, file: $0.file) }
        }
    }
}
