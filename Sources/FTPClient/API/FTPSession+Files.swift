internal import FTPProtocol
internal import Glibc
internal import Synchronization

/// Directories and files, without their content.
extension FTPSession {
    /// The directory that relative paths are seen from (PWD).
    public func workingDirectory() async throws -> FTPPath { try await exclusively("PWD") { try await directory() } }

    /// Changes the working directory (CWD).
    public func changeDirectory(to path: FTPPath) async throws {
        try await exclusively("CWD") {
            state.withLock { $0.directory = nil }
            try await perform("CWD", path)
        }
    }

    /// Changes to the directory above (CDUP).
    public func changeToParentDirectory() async throws {
        try await exclusively("CDUP") {
            state.withLock { $0.directory = nil }
            try await perform("CDUP")
        }
    }

    /// Makes a directory (MKD). There must be nothing of that name.
    public func makeDirectory(_ path: FTPPath) async throws {
        try await exclusively("MKD") { _ = try await perform("MKD", path) }
    }

    /// Removes a directory (RMD), which most servers want to be empty.
    public func removeDirectory(_ path: FTPPath) async throws {
        try await exclusively("RMD") { _ = try await perform("RMD", path) }
    }

    /// Deletes a file (DELE).
    public func delete(_ path: FTPPath) async throws {
        try await exclusively("DELE") { _ = try await perform("DELE", path) }
    }

    /// Renames or moves a file or directory (RNFR, RNTO). Most servers replace a file that has the new name.
    public func rename(_ path: FTPPath, to newPath: FTPPath) async throws {
        try await exclusively("RNFR") {
            let commands = [try Command("RNFR", bytes: path.bytes), try Command("RNTO", bytes: newPath.bytes)]
            let replies = try await connection.perform([commands])[0]
            // Of two refusals the first tells why; the second only says "bad sequence".
            guard replies[0].isIntermediate else { throw FTPError(replies[0], to: commands[0].masked) }
            guard replies[1].isCompletion else { throw FTPError(replies[1], to: commands[1].masked) }
        }
    }

    /// The length of a file in bytes (SIZE of RFC 3659).
    public func size(of path: FTPPath) async throws -> Int64 {
        try await exclusively("SIZE") {
            try await setType(isText: false)
            let reply = try await perform("SIZE", path)
            guard let size = Int64(reply.text.trimmingBlanks) else { throw Self.strange(reply, "SIZE") }
            return size
        }
    }

    /// When a file changed, in seconds since the epoch, UTC (MDTM of RFC 3659).
    public func modificationTime(of path: FTPPath) async throws -> Int64 {
        try await exclusively("MDTM") {
            let reply = try await perform("MDTM", path)
            guard let time = ModificationTime.parse(reply.text) else { throw Self.strange(reply, "MDTM") }
            return time.seconds
        }
    }

    /// Whether a path can be entered (CWD), which works where a listing cannot be understood. A directory that may not be
    /// entered counts as none.
    public func isDirectory(_ path: FTPPath) async throws -> Bool {
        try await exclusively("CWD") {
            let here = try await directory()
            let reply = try await connection.send(try Command("CWD", bytes: path.bytes))
            if reply.isTransientRefusal, reply.code != 450 { throw FTPError(reply, to: "CWD \(path)") }
            guard reply.isCompletion else { return false }
            try await enter(here)
            return true
        }
    }

    /// What a directory holds, by MLSD, else by LIST in whichever form the server writes it, else by NLST and a question
    /// for each name. Without a path, the working directory.
    public func entries(in path: FTPPath? = nil) async throws -> [FTPEntry] {
        try await exclusively("MLSD") {
            let here = try await directory()
            let folder = path.map { $0.isAbsolute ? $0 : here.appending($0) } ?? here
            let rows: [ListedEntry]
            do {
                rows = try await connection.list(folder.bytes, now: Int64(time(nil)))
            } catch let error as FTPClientError {
                if isOpen { try await enter(here) }
                throw error
            }
            // Without MLSD the directory was entered.
            if !connection.listsByMachine { try await enter(here) }
            let entries = rows.filter { $0.kind != .selfOrParent && $0.name != [0x2E] && $0.name != [0x2E, 0x2E] }
            guard let hostile = entries.first(where: { !$0.hasSafeName }) else { return entries.map(FTPEntry.init) }
            let name = String(decoding: hostile.name, as: UTF8.self).debugDescription
            throw FTPError(.protocol, "the server lists the name \(name), which no file can have")
        }
    }

    /// The names in a directory and nothing else (NLST). Without a path, the working directory.
    public func names(in path: FTPPath? = nil) async throws -> [FTPPath] {
        try await exclusively("NLST") {
            try await rawRows("NLST", path).compactMap { row in
                do {
                    return try NameListing.name(row, in: path?.bytes ?? []).map(FTPPath.init(bytes:))
                } catch {
                    let shown = String(decoding: row, as: UTF8.self).debugDescription
                    throw FTPError(.protocol, "the server lists the name \(shown), which no file can have")
                }
            }
        }
    }

    /// The rows of a listing as the server writes them for people (LIST). Without a path, the working directory.
    public func rows(in path: FTPPath? = nil) async throws -> [String] {
        try await exclusively("LIST") { try await rawRows("LIST", path).map { String(decoding: $0, as: UTF8.self) } }
    }

    private func rawRows(_ verb: String, _ path: FTPPath?) async throws -> [[UInt8]] {
        let command = if let path { try Command(verb, bytes: path.bytes) } else { Command(verb) }
        return try await connection.listedRows(command, of: path?.bytes ?? [])
    }

    /// Goes back to the working directory; a session that cannot is of no use, because it is not where it seems to be.
    private func enter(_ here: FTPPath) async throws {
        do {
            try await perform("CWD", here)
        } catch {
            close()
            throw error
        }
    }

    /// The working directory, asked for once.
    func directory() async throws -> FTPPath {
        if let known = state.withLock({ $0.directory }) { return known }
        let reply = try await perform("PWD")
        guard let path = PathReply.path(reply), !path.contains("\u{FFFD}") else { throw Self.strange(reply, "PWD") }
        state.withLock { $0.directory = FTPPath(path) }
        return FTPPath(path)
    }

    /// Sets what transfers do with line ends (TYPE), where it is not so already.
    func setType(isText: Bool) async throws {
        guard state.withLock({ $0.isText }) != isText else { return }
        try await perform("TYPE", isText ? "A" : "I")
        state.withLock { $0.isText = isText }
    }

    private static func strange(_ reply: Reply, _ verb: String) -> FTPClientError {
        .protocolViolation("\(verb) was answered with '\(reply.summary)'")
    }
}
