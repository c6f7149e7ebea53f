internal import FTPClient
internal import FileTree
internal import LocalFiles
internal import SyncTargets

/// Stores files over one connection of the pool, and over another where that breaks. Confirmations come one upload
/// later.
actor FTPWriter: TargetWriter {
    private let target: FTPTarget
    private let pool: ConnectionPool
    private let confirmed: @Sendable (StoredFile) async throws -> Void
    private var connection: FTPConnection?
    private var unconfirmed: RelativePath?

    /// A writer that has no connection yet.
    init(
        target: FTPTarget, pool: ConnectionPool, confirmed: @escaping @Sendable (StoredFile) async throws -> Void
    ) {
        self.target = target
        self.pool = pool
        self.confirmed = confirmed
    }

    func store(
        _ content: FileContent, at path: RelativePath, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        var attempt = 1
        // The bytes that had gone out when the last attempt broke; nil where nothing can be concluded from them.
        var interrupted: Int64?
        while true {
            let count = SentBytes(progress)
            var offset: Int64 = 0
            var hasBegun = false
            do {
                let connection = try await current()
                if let interrupted, try await isThere(path, interrupted, content, connection) {
                    count.begin(at: content.size)
                    try await confirmLast()
                    break
                }
                offset = try await resumption(path, interrupted, content, connection)
                count.begin(at: offset)
                let previous = unconfirmed
                hasBegun = true
                let confirmation = try await connection.store(
                    body(content), at: try target.absolute(path), from: offset,
                    confirming: try previous.map { try target.absolute($0) }, progress: count.add)
                unconfirmed = nil
                if let previous, let confirmation { try await confirm(previous, confirmation) }
                if offset == 0 { break }
                if try await keptTheBeginning(path, before: offset, content) { break }
                interrupted = nil
                count.takeBack()
            } catch let error as FTPClientError {
                await drop(after: error)
                guard await attempt < pool.attempts(for: error) else { throw target.translate(error, path) }
                // An attempt that did not come to the file changes nothing of what is known of it.
                if hasBegun {
                    interrupted = Self.isConclusive(error, offset) ? max(count.reached, interrupted ?? 0) : nil
                }
                count.takeBack()
                attempt += 1
                try await pool.pause(beforeAttempt: attempt, after: error)
            }
        }
        unconfirmed = path
        await pool.noteTransfer(bytes: content.size)
    }

    /// Takes a connection of the pool, and waits for one where need be.
    ///
    /// - Throws: ``TargetError``.
    func connect() async throws {
        var attempt = 1
        while connection == nil {
            do {
                connection = try await pool.acquire()
            } catch let error as FTPClientError {
                guard await attempt < pool.attempts(for: error) else { throw target.translate(error, .root) }
                attempt += 1
                try await pool.pause(beforeAttempt: attempt, after: error)
            }
        }
    }

    /// Confirms what is still open and gives the connection back.
    func finish() async throws {
        defer { connection = nil }
        do {
            try await confirmLast()
        } catch {
            if let connection { await pool.discard(connection) }
            throw error
        }
        if let connection { await pool.release(connection) }
    }

    /// Gives the connection up.
    func giveUp() async {
        if let connection { await pool.discard(connection) }
        connection = nil
    }

    private func confirmLast() async throws {
        var attempt = 1
        while let path = unconfirmed {
            do {
                let confirmation = try await current().confirm(try target.absolute(path))
                unconfirmed = nil
                try await confirm(path, confirmation)
            } catch let error as FTPClientError {
                await drop(after: error)
                guard await attempt < pool.attempts(for: error) else { throw target.translate(error, path) }
                attempt += 1
                try await pool.pause(beforeAttempt: attempt, after: error)
            }
        }
    }

    private func current() async throws -> FTPConnection {
        if let connection { return connection }
        let opened = try await pool.acquire()
        connection = opened
        return opened
    }

    /// A refusal leaves the session whole; everything else ends it.
    private func drop(after error: FTPClientError) async {
        if case .refused = error { return }
        await giveUp()
    }

    private func confirm(_ path: RelativePath, _ confirmation: FTPConnection.Confirmation) async throws {
        try await confirmed(
            StoredFile(
                path: path, size: confirmation.size, modified: confirmation.modified.map { FileTime(seconds: $0) }))
    }

    private func body(_ content: FileContent) -> UploadBody {
        switch content {
        case .bytes(let bytes): .bytes(bytes)
        case .file(let file): .file(descriptor: file.descriptor.number, size: file.size)
        }
    }

    // MARK: After an interruption

    /// Whether the server's length of the file tells anything after an attempt that broke. Not where it refused the file,
    /// because then it has its reasons; and not where the attempt went on behind an earlier one and the seam was not looked
    /// at: what was there before may be zeros.
    private static func isConclusive(_ error: FTPClientError, _ offset: Int64) -> Bool {
        if case .refused = error { return false }
        return offset == 0
    }

    /// Whether the file arrived whole although its confirmation did not: everything had gone out, and the server counts
    /// as many bytes.
    private func isThere(
        _ path: RelativePath, _ interrupted: Int64, _ content: FileContent, _ connection: FTPConnection
    ) async throws -> Bool {
        guard interrupted == content.size, content.size > 0 else { return false }
        return try await connection.confirm(try target.absolute(path)).size == content.size
    }

    /// Where to go on: behind what the server has of a large file, if it keeps what it has when an upload restarts.
    private func resumption(
        _ path: RelativePath, _ interrupted: Int64?, _ content: FileContent, _ connection: FTPConnection
    ) async throws -> Int64 {
        // What was counted as sent lags behind what the server has: only the server's own count tells.
        guard interrupted != nil, content.size > Self.worthResuming, connection.canRestart else { return 0 }
        guard let size = try await connection.confirm(try target.absolute(path)).size,
            size >= Self.worthResuming, size < content.size
        else { return 0 }
        return size
    }

    /// Whether the server still has what it had before the upload went on: some fill it with zeros, and the length
    /// looks right all the same. The bytes before the seam tell.
    private func keptTheBeginning(
        _ path: RelativePath, before offset: Int64, _ content: FileContent
    ) async throws -> Bool {
        let connection = try await current()
        let count = 4_096
        let start = offset - Int64(count)
        let there: [UInt8]
        do {
            there = try await connection.glimpse(try target.absolute(path), at: start, count: count)
        } catch FTPClientError.refused {
            // Who may write but not read is not told: the whole file is sent again.
            connection.noteRestart(works: false)
            return false
        }
        await giveUp()
        let here: [UInt8] =
            switch content {
            case .bytes(let bytes): Array(bytes[Int(start)..<Int(offset)])
            case .file(let file): try file.descriptor.read(count: count, at: start, path: path.text)
            }
        connection.noteRestart(works: there == here)
        return there == here
    }

    /// Below this many bytes sending again costs less than the care that going on needs.
    private static let worthResuming: Int64 = 8 << 20
}
