package import DeployModel
package import FileTree
package import SyncTargets

/// pyftpsync's records of a pair of folders: read as a base where this machine has no record of its own, and kept up to
/// date where a project has them.
package struct PyftpsyncRecords: Sendable {
    /// The other side as pyftpsync calls it: host and path, without scheme, port and user; a folder by its path.
    private let peer: String
    private let url: String
    private var local: [RelativePath: PyftpsyncMetadata] = [:]
    private var remote: [RelativePath: PyftpsyncMetadata] = [:]
    /// Folders whose metadata is there but cannot be used, and why.
    private var problems: [(RelativePath, Side, PyftpsyncMetadata.Problem)] = []

    /// Whether the project has such records at all.
    package var isEmpty: Bool { local.isEmpty }

    private init(peer: String, url: String) {
        self.peer = peer
        self.url = url
    }

    /// Reads what both sides hold; of the remote only if `readsRemote`, and only where pyftpsync was at work since
    /// `known`, in seconds since the epoch.
    ///
    /// - Throws: ``TargetError``.
    package static func read(
        _ remoteLocation: TreeLocation, here: Snapshot, there: Snapshot, local: any SyncTarget,
        remote: any SyncTarget, readsRemote: Bool, known: Int64?
    ) async throws -> PyftpsyncRecords {
        let peer =
            switch remoteLocation {
            case .folder(let path), .custom(let path): path
            case .server(let folder): folder.host + folder.path
            }
        var records = PyftpsyncRecords(peer: peer, url: remoteLocation.description)
        for folder in folders(here) { try await records.read(folder, .local, local) }
        let isNews = records.local.values.contains { ($0.lastSync(records.peer) ?? 0) > Double(known ?? 0) }
        if readsRemote, isNews || !records.problems.isEmpty {
            for folder in folders(there) { try await records.read(folder, .remote, remote) }
        }
        return records
    }

    private static func folders(_ tree: Snapshot) -> [RelativePath] {
        tree.excluded.filter { $0.value == .file && $0.key.name == PyftpsyncMetadata.fileName }
            .compactMap(\.key.parent).sorted()
    }

    private static func file(_ folder: RelativePath) -> RelativePath {
        guard let path = folder.appending(PyftpsyncMetadata.fileName) else { preconditionFailure("no name") }
        return path
    }

    private mutating func read(_ folder: RelativePath, _ side: Side, _ target: any SyncTarget) async throws {
        let content = RecordBytes(limit: Int(PyftpsyncMetadata.sizeLimit))
        try await target.read(Self.file(folder)) { try await content.append($0) }
        do {
            let metadata = try PyftpsyncMetadata(await content.bytes)
            if side == .local { local[folder] = metadata } else { remote[folder] = metadata }
        } catch {
            problems.append((folder, side, error))
        }
    }

    // MARK: As a base

    /// What both sides were when they were last the same: what this machine has recorded, and for each folder that
    /// pyftpsync was in since, what that has. Both trees are needed, because pyftpsync does not record what its uploads
    /// look like on the server, only when they were made.
    package func base(own: SyncBase?, there: Snapshot) -> SyncBase {
        var base = own ?? SyncBase(files: [:], folders: [], isComplete: false, knownFolders: [])
        for (folder, metadata) in local {
            guard let section = metadata.section(peer, url: url), let last = metadata.lastSync(peer) else { continue }
            if let recorded = own?.recorded, last <= Double(recorded) { continue }
            base.isComplete = true
            base.knownFolders?.insert(folder)
            if own == nil { base.recorded = min(base.recorded ?? .max, Int64(exactly: last.rounded(.down)) ?? .max) }
            for (name, record) in section {
                guard let path = folder.appending(name) else { continue }
                if record.modified == nil, record.size == nil {
                    base.folders.insert(path)
                } else if !Self.isSame(base.files[path], record) {
                    base.files[path] = file(path, record, there[path])
                }
            }
        }
        return base
    }

    private static func isSame(_ file: Manifest.File?, _ record: PyftpsyncMetadata.Record) -> Bool {
        guard let file, let then = file.modified, let now = record.modified else { return false }
        return file.size == record.size && abs(then.timeInterval - now) < 0.001
    }

    /// pyftpsync's epsilon in seconds, and how long an upload may have taken until its end was noted.
    private static let epsilon = 2.01
    private static let uploadTime = 300.0

    private func file(_ path: RelativePath, _ record: PyftpsyncMetadata.Record, _ entry: FileEntry?) -> Manifest.File {
        let modified = record.modified.map(Self.time)
        var file = Manifest.File(size: record.size ?? -1, sha256: nil, serverTime: modified, modified: modified)
        guard let entry, let listed = entry.modified, let then = record.modified else { return file }
        if isUpload(path, entry, listed, then) || abs(listed.timeInterval - then) <= Self.epsilon {
            file.serverTime = listed
        }
        return file
    }

    /// Whether what is there is what pyftpsync had uploaded, with the time that is recorded here.
    private func isUpload(_ path: RelativePath, _ entry: FileEntry, _ listed: FileTime, _ then: Double) -> Bool {
        guard let metadata = remote[path.parent ?? .root], let upload = metadata.times[path.name],
            let modified = upload.modified, let recorded = upload.recorded, upload.size == entry.size
        else { return false }
        let age = listed.timeInterval - recorded
        return age <= Self.epsilon && age >= -Self.uploadTime && abs(modified - then) <= Self.epsilon
    }

    private static func time(_ seconds: Double) -> FileTime {
        let whole = seconds.rounded(.down)
        guard let number = Int64(exactly: whole), number.magnitude < 1 << 40 else { return FileTime(seconds: 0) }
        let fraction = Int32(((seconds - whole) * 1e9).rounded(.down))
        return FileTime(seconds: number, nanoseconds: min(999_999_999, fraction), precision: .nanosecond)
    }

    /// What is to be said of metadata that cannot be used, a sentence each without a final full stop.
    package var remarks: [String] {
        problems.map { folder, side, problem in
            let file = "\(Self.file(folder)) \(side.place)"
            return switch problem {
            case .damaged: "\(file) is damaged and counts for nothing"
            case .version(let version):
                "\(file) was written by another version of pyftpsync (layout \(version.map { "\($0)" } ?? "unknown")) and counts for nothing; --migrate deletes it"
            }
        }
    }

    // MARK: Keeping up to date

    /// Brings pyftpsync's records to what both sides are now.
    ///
    /// - Parameters:
    ///   - record: what both sides are.
    ///   - folders: the local folders that were looked into, and are still there.
    ///   - uploads: the files that this run has put there.
    ///   - timeText: now, for people.
    /// - Throws: ``TargetError``.
    package func update(
        with record: Manifest, folders: Set<RelativePath>, uploads: [RelativePath: Manifest.File],
        local: any SyncTarget, remote: any SyncTarget, state: RemoteState, timeText: String
    ) async throws {
        if isEmpty { return }
        let now = record.header.written
        var files: [(RelativePath, [UInt8])] = []
        let unreadable = Set(problems.filter { $0.1 == .local }.map(\.0))
        for (folder, entries) in sections(record) where folders.contains(folder) && !unreadable.contains(folder) {
            var metadata = self.local[folder] ?? PyftpsyncMetadata()
            if Self.isSame(metadata.section(peer, url: url), entries) { continue }
            metadata.setSection(peer, url: url, entries, now: now)
            files.append((Self.file(folder), metadata.encoded(now: now, text: timeText)))
        }
        try await local.withWriter(confirmed: { _ in }) { [files] writer in
            for (path, bytes) in files { try await writer.store(.bytes(bytes), at: path) { _ in } }
        }
        try await updateRemote(remote, uploads, state, now: now, timeText)
    }

    /// Notes the times of what was put there, in each folder; each file is stored in the staging folder first.
    private func updateRemote(
        _ target: any SyncTarget, _ uploads: [RelativePath: Manifest.File], _ state: RemoteState, now: Int64,
        _ timeText: String
    ) async throws {
        var files: [(staged: RelativePath, path: RelativePath, bytes: [UInt8])] = []
        for (folder, paths) in Dictionary(grouping: uploads.keys, by: { $0.parent ?? .root }) {
            var metadata = try await remoteMetadata(folder, target)
            for path in paths {
                guard let file = uploads[path], let modified = file.modified?.timeInterval else { continue }
                metadata.times[path.name] = PyftpsyncMetadata.Record(
                    modified: modified, size: file.size, recorded: file.serverTime?.timeInterval ?? Double(now))
            }
            let staged = state.layout.staged(state.layout.stagedName("metadata-\(files.count)"))
            files.append((staged, Self.file(folder), metadata.encoded(now: now, text: timeText)))
        }
        if files.isEmpty { return }
        let stores = files
        try await target.withWriter(confirmed: { _ in }) { writer in
            for file in stores { try await writer.store(.bytes(file.bytes), at: file.staged) { _ in } }
        }
        for result in try await target.performInAnyOrder(files.map { .rename($0.staged, to: $0.path) }) {
            if case .failed(let error) = result { throw error }
        }
    }

    /// What is recorded in a folder of the remote; nothing where there is no such file, or one that counts for nothing.
    private func remoteMetadata(_ folder: RelativePath, _ target: any SyncTarget) async throws -> PyftpsyncMetadata {
        if let known = remote[folder] { return known }
        let content = RecordBytes(limit: Int(PyftpsyncMetadata.sizeLimit))
        do {
            try await target.read(Self.file(folder)) { try await content.append($0) }
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            return PyftpsyncMetadata()
        }
        return (try? PyftpsyncMetadata(await content.bytes)) ?? PyftpsyncMetadata()
    }

    /// What is to be recorded in each folder here. Where nothing is left, that is recorded too.
    private func sections(_ record: Manifest) -> [(RelativePath, [String: PyftpsyncMetadata.Record])] {
        var sections = local.filter { $0.value.section(peer, url: url) != nil }
            .mapValues { _ in [:] as [String: PyftpsyncMetadata.Record] }
        let time = Double(record.header.written)
        for (path, file) in record.files {
            sections[path.parent ?? .root, default: [:]][path.name] = PyftpsyncMetadata.Record(
                modified: file.modified?.timeInterval, size: file.size, recorded: time)
        }
        for path in record.folders {
            sections[path.parent ?? .root, default: [:]][path.name] = PyftpsyncMetadata.Record(
                modified: nil, size: nil, recorded: time)
        }
        return sections.sorted { $0.key < $1.key }
    }

    /// Whether two sections say the same of the same names; when they were recorded does not count.
    private static func isSame(
        _ old: [String: PyftpsyncMetadata.Record]?, _ new: [String: PyftpsyncMetadata.Record]
    ) -> Bool {
        guard let old, old.count == new.count else { return false }
        return new.allSatisfy { name, record in
            guard let before = old[name], before.size == record.size else { return false }
            guard let then = before.modified, let now = record.modified else {
                return before.modified == record.modified
            }
            return abs(then - now) < 0.001
        }
    }

    /// Deletes metadata that counts for nothing.
    ///
    /// - Throws: ``TargetError``.
    package func discardOutdated(_ target: any SyncTarget, on side: Side) async throws {
        let files = problems.filter { $0.1 == side }.map { TargetOperation.deleteFile(Self.file($0.0)) }
        for result in try await target.performInAnyOrder(files) {
            if case .failed(let error) = result { throw error }
        }
    }
}
