internal import FTPProtocol
internal import FileTree
internal import LocalFiles

/// What came of fetching a directory with all below it.
public struct FTPTreeDownload: Hashable, Sendable {
    /// How many files were fetched.
    public var files = 0
    /// Their bytes.
    public var bytes: Int64 = 0
    /// What was left out, because it is neither a file nor a directory: links, for the most part.
    public var skipped: [FTPPath] = []
}

extension FTPSession {
    /// Fetches a directory with all below it into a folder of this machine, which must exist. Files that are there are
    /// replaced, each in one step once it is whole. Nothing is written outside the folder, whatever the server lists, nor
    /// through a symbolic link that leads out of it.
    ///
    /// A tree with more than ``treeLimit`` names or ``treeDepthLimit`` levels is refused: it lists itself, or has no end.
    ///
    /// - Parameter progress: is told the path on the server, the bytes that came so far, and how many there will be, where
    ///   that is known.
    public func downloadTree(
        of path: FTPPath, into folder: String,
        progress: (_ path: FTPPath, _ received: Int64, _ size: Int64?) throws -> Void = { _, _, _ in }
    ) async throws -> FTPTreeDownload {
        let root = try Self.local { () throws(SystemError) in try RootedFolder(path: folder) }
        var result = FTPTreeDownload()
        var names = 0
        var waiting: [(remote: FTPPath, local: RelativePath)] = [(path, .root)]
        while let (remote, local) = waiting.popLast() {
            guard local.depth <= Self.treeDepthLimit else { throw Self.endless(remote) }
            for entry in try await entries(in: remote) {
                names += 1
                guard names <= Self.treeLimit else { throw Self.endless(remote) }
                let source = remote.appending(entry.name)
                guard let target = local.appending(nameBytes: entry.name.bytes) else { continue }
                switch entry.kind {
                case .directory:
                    try Self.local { () throws(SystemError) in try Self.makeFolder(target, in: root) }
                    waiting.append((source, target))
                case .file:
                    result.bytes += try await fetch(source, to: target, in: root, progress)
                    result.files += 1
                case .link, .other: result.skipped.append(source)
                }
            }
        }
        return result
    }

    /// The most names that ``downloadTree(of:into:progress:)`` takes.
    public static let treeLimit = 2_000_000
    /// The most levels of directories that it takes.
    public static let treeDepthLimit = 100

    private static func endless(_ path: FTPPath) -> FTPError {
        FTPError(.protocol, "the tree at \(path) has no end: more than \(treeDepthLimit) levels or \(treeLimit) names")
    }

    private static func makeFolder(_ path: RelativePath, in root: RootedFolder) throws(SystemError) {
        do { try root.makeFolder(path) } catch  where error.isExisting {} catch { throw error }
    }

    /// Fetches a file under another name and renames it; returns its length.
    private func fetch(
        _ source: FTPPath, to target: RelativePath, in root: RootedFolder,
        _ progress: (FTPPath, Int64, Int64?) throws -> Void
    ) async throws -> Int64 {
        // No name that the server may have as well.
        let name = ".\(String(UInt64.random(in: .min ... .max), radix: 16)).part"
        guard let part = target.parent?.appending(name) else { return 0 }
        do {
            let length = try await withDownload(of: source) { transfer in
                let file = try Self.local { () throws(SystemError) in
                    try root.openForWriting(part, existing: .refuse)
                }
                var received: Int64 = 0
                try progress(source, received, transfer.size)
                for try await piece in transfer {
                    let offset = received
                    try Self.local { () throws(SystemError) in
                        try file.write(piece, at: offset, path: target.description)
                    }
                    received += Int64(piece.count)
                    try progress(source, received, transfer.size)
                }
                return received
            }
            try Self.local { () throws(SystemError) in try root.rename(part, to: target) }
            return length
        } catch {
            try? root.removeFile(part)
            throw error
        }
    }

    /// Puts what the system says of a local file into words of ``FTPError``.
    private static func local<Result>(_ body: () throws(SystemError) -> Result) throws -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw FTPError(.local, "\(error)")
        }
    }
}
