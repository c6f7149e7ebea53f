import DeployKit

/// A tree in memory, as a program would write a target; it can be told to do one thing wrong.
actor MapTarget: SyncTarget {
    /// What it does wrong.
    enum Fault: CaseIterable, Sendable {
        case keepsFirstHalf, keepsOldName, deletesFullFolders, saysDenied, losesTime, hidesDots, tellsNoSize,
            keepsDeleted
    }

    nonisolated let name = "map"
    private let fault: Fault?
    private var files: [String: (bytes: [UInt8], modified: Double)] = [:]
    private var folders: Set<String> = [""]
    private var clock = 1_795_000_000.0

    init(_ fault: Fault? = nil) { self.fault = fault }

    /// The files as text.
    var texts: [String: String] { files.mapValues { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Puts a file there, as somebody else would.
    func put(_ path: String, _ text: String) {
        clock += 10
        files[path] = (Array(text.utf8), clock)
    }

    /// Takes a file away, as somebody else would.
    func remove(_ path: String) { files[path] = nil }

    private func parent(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    private func last(_ path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }

    private func missing(_ path: String) -> SyncTargetError {
        SyncTargetError(fault == .saysDenied ? .denied : .notFound, "\(path): nothing there")
    }

    private func entry(_ path: String) -> SyncEntry {
        SyncEntry(
            name: last(path), kind: .file,
            size: fault == .tellsNoSize ? nil : files[path].map { Int64($0.bytes.count) },
            modified: files[path]?.modified)
    }

    func list(_ folder: String) throws -> [SyncEntry] {
        guard folders.contains(folder) else { throw missing(folder) }
        let subfolders = folders.filter { !$0.isEmpty && parent($0) == folder }
        return subfolders.map { SyncEntry(name: last($0), kind: .folder) }
            + files.keys.filter { parent($0) == folder && !(fault == .hidesDots && last($0).hasPrefix(".")) }.map(entry)
    }

    func read(_ path: String, _ consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws {
        guard let file = files[path] else { throw missing(path) }
        try await consume(file.bytes[...])
    }

    func write(_ path: String, _ stream: SyncStream) async throws -> SyncEntry {
        guard folders.contains(parent(path)) else { throw missing(parent(path)) }
        let pieces = Pieces()
        try await stream { await pieces.add($0) }
        let all = await pieces.all
        clock += 10
        files[path] = (Array((fault == .keepsFirstHalf ? Array(all.prefix(1)) : all).joined()), clock)
        return entry(path)
    }

    func createFolder(_ path: String) { folders.insert(path) }

    func rename(_ path: String, to newPath: String) throws {
        guard let file = files[path] else { throw missing(path) }
        if fault != .keepsOldName { files[path] = nil }
        files[newPath] = file
    }

    func deleteFile(_ path: String) { if fault != .keepsDeleted { files[path] = nil } }

    func deleteFolder(_ path: String) throws {
        let isUsed = (Array(files.keys) + folders).contains { $0.hasPrefix("\(path)/") }
        if isUsed, fault != .deletesFullFolders { throw SyncTargetError(.refused, "\(path): the folder is not empty") }
        files = files.filter { !$0.key.hasPrefix("\(path)/") }
        folders.remove(path)
    }

    func setModified(_ path: String, _ seconds: Double) throws -> Bool {
        guard files[path] != nil else { throw missing(path) }
        files[path]?.modified = seconds + (fault == .losesTime ? 1 : 0)
        return true
    }

    private actor Pieces {
        private(set) var all: [[UInt8]] = []
        func add(_ piece: ArraySlice<UInt8>) { all.append(Array(piece)) }
    }
}
