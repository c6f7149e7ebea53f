import DeployKit

/// A target of its own: a tree in memory, filled from a server.
func backUp(_ arguments: [String]) async throws {
    let remote = try server(arguments, isEncrypted: false)
    let memory = MemoryTarget()
    var options = SyncOptions()
    options.stateFolder = nil
    _ = try await Synchronizer(.download, local: .custom(memory), remote: remote, options: options).run()
    for (path, bytes) in await memory.files.sorted(by: { $0.key < $1.key }) { print("\(path): \(bytes.count) bytes") }
}

/// A tree in memory, as small as a target can be.
actor MemoryTarget: SyncTarget {
    nonisolated let name = "memory"
    private(set) var files: [String: [UInt8]] = [:]
    private var times: [String: Double] = [:]
    private var folders: Set<String> = [""]

    private func parent(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
    private func last(_ path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }
    private func missing(_ path: String) -> SyncTargetError { SyncTargetError(.notFound, "\(path): nothing there") }

    private func entry(_ path: String) -> SyncEntry {
        SyncEntry(name: last(path), kind: .file, size: files[path].map { Int64($0.count) }, modified: times[path])
    }

    func list(_ folder: String) throws -> [SyncEntry] {
        guard folders.contains(folder) else { throw missing(folder) }
        return folders.filter { !$0.isEmpty && parent($0) == folder }.map { SyncEntry(name: last($0), kind: .folder) }
            + files.keys.filter { parent($0) == folder }.map(entry)
    }

    func read(_ path: String, _ consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws {
        guard let bytes = files[path] else { throw missing(path) }
        try await consume(bytes[...])
    }

    func write(_ path: String, _ stream: SyncStream) async throws -> SyncEntry {
        guard folders.contains(parent(path)) else { throw missing(parent(path)) }
        let content = Content()
        try await stream { await content.add($0) }
        files[path] = await content.bytes
        return entry(path)
    }

    func createFolder(_ path: String) { folders.insert(path) }

    func rename(_ path: String, to newPath: String) throws {
        guard let bytes = files.removeValue(forKey: path) else { throw missing(path) }
        files[newPath] = bytes
        times[newPath] = times.removeValue(forKey: path)
    }

    func deleteFile(_ path: String) { files[path] = nil }

    func deleteFolder(_ path: String) throws {
        if (Array(files.keys) + folders).contains(where: { $0.hasPrefix("\(path)/") }) {
            throw SyncTargetError(.refused, "\(path): the folder is not empty")
        }
        folders.remove(path)
    }

    func setModified(_ path: String, _ seconds: Double) throws -> Bool {
        guard files[path] != nil else { throw missing(path) }
        times[path] = seconds
        return true
    }
}

/// Gathers the pieces of a file.
actor Content {
    private(set) var bytes: [UInt8] = []
    func add(_ piece: ArraySlice<UInt8>) { bytes += piece }
}
