internal import FTPClient
internal import FTPProtocol
internal import FileTree
package import SyncTargets

/// Changes without content: folders, renames, deletions, times.
extension FTPTarget {
    /// Below this many questions or operations a second connection costs more than it saves.
    private static let smallestPart = 40

    /// Runs `body` on parts of `items`, on all connections that are open, and puts the results together in order.
    func inParts<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable ([Item]) async throws -> [Result]
    ) async throws -> [Result] {
        let count = max(1, min(await pool.open, items.count / Self.smallestPart))
        let size = (items.count + count - 1) / count
        return try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
            for (number, start) in stride(from: 0, to: items.count, by: max(1, size)).enumerated() {
                let part = Array(items[start..<min(start + size, items.count)])
                group.addTask { (number, try await body(part)) }
            }
            var results: [(Int, [Result])] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    package func performInAnyOrder(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        try await inParts(operations) { try await self.perform($0) }
    }

    package func perform(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        var results: [OperationResult] = []
        results.reserveCapacity(operations.count)
        // In batches: the replies to a hundred thousand renames would take more memory than all else.
        for start in stride(from: 0, to: operations.count, by: Self.batch) {
            results += try await performBatch(operations[start..<min(start + Self.batch, operations.count)])
        }
        return results
    }

    /// Several windows of commands, so that the pause between batches does not count.
    private static let batch = 500

    private func performBatch(_ operations: ArraySlice<TargetOperation>) async throws -> [OperationResult] {
        var groups: [[Command]] = []
        for operation in operations { groups.append(try commands(for: operation)) }
        let sent = groups
        // A rename that broke in the middle may have happened: only what can be repeated is.
        let isRepeatable = operations.allSatisfy(\.isRepeatable)
        let replies = try await translating(.root) {
            isRepeatable
                ? try await pool.retrying { try await $0.perform(sent) }
                : try await pool.withConnection { try await $0.perform(sent) }
        }
        return try await results(of: operations, replies)
    }

    package func performAside(_ operations: [TargetOperation]) async throws -> [OperationResult] {
        let groups = try operations.map(commands)
        let replies = try await translating(.root) { try await pool.aside { try await $0.perform(groups) } }
        return try await results(of: operations[...], replies)
    }

    /// Renames pair after pair.
    ///
    /// - Returns: the replies to RNFR and RNTO of each.
    /// - Throws: ``TargetError`` where the connection breaks.
    func renames(_ pairs: [(from: RelativePath, to: RelativePath)]) async throws -> [[Reply]] {
        if pairs.isEmpty { return [] }
        let groups = try pairs.map { try commands(for: .rename($0.from, to: $0.to)) }
        return try await translating(.root) { try await pool.withConnection { try await $0.perform(groups) } }
    }

    private func results(
        of operations: ArraySlice<TargetOperation>, _ replies: [[Reply]]
    ) async throws -> [OperationResult] {
        var results: [OperationResult] = []
        for (operation, replies) in zip(operations, replies) {
            results.append(try await checkedResult(of: operation, replies))
        }
        return try await RefusedRenames(target: self, Array(operations), replies, results).settle()
    }

    private func commands(for operation: TargetOperation) throws -> [Command] {
        func command(_ verb: String, _ path: RelativePath) throws -> Command {
            do {
                return try Command(verb, bytes: try absolute(path))
            } catch is Command.UnsafeArgument {
                throw Self.unsafeName(path)
            }
        }
        return switch operation {
        case .createFolder(let path), .claimFolder(let path): [try command("MKD", path)]
        case .rename(let path, let newPath): [try command("RNFR", path), try command("RNTO", newPath)]
        case .exchange(let path, let content, let kept):
            [
                try command("RNFR", path), try command("RNTO", kept), try command("RNFR", content),
                try command("RNTO", path),
            ]
        case .copy(let path, let newPath):
            [
                try Command("SITE", bytes: Array("CPFR ".utf8) + (try absolute(path))),
                try Command("SITE", bytes: Array("CPTO ".utf8) + (try absolute(newPath))),
            ]
        case .deleteFile(let path): [try command("DELE", path)]
        case .deleteFolder(let path): [try command("RMD", path)]
        case .setModified(let path, let time):
            [try Command("MFMT", bytes: Array("\(ModificationTime.format(time.seconds)) ".utf8) + (try absolute(path)))]
        case .setMode(let path, let mode):
            [try Command("SITE", bytes: Array("CHMOD \(String(mode, radix: 8)) ".utf8) + (try absolute(path)))]
        }
    }

    /// The result of an operation; one that cannot be checked failed, and the others go on.
    private func checkedResult(of operation: TargetOperation, _ replies: [Reply]) async throws -> OperationResult {
        do {
            return try await result(of: operation, replies)
        } catch let error as TargetError where [.denied, .refused, .notFound].contains(error.code) {
            return .failed(error)
        }
    }

    private func result(of operation: TargetOperation, _ replies: [Reply]) async throws -> OperationResult {
        guard let last = replies.last, !last.isCompletion else { return .done }
        // Of RNFR and RNTO the first refusal tells why; the second only says "bad sequence".
        let refusal = replies.first { !$0.isCompletion && !$0.isIntermediate } ?? last
        switch operation {
        case .createFolder(let path):
            // "Exists already" has many codes and texts: what counts is whether the folder can be entered.
            return try await canEnter(path) ? .done : .failed(error(path, "the folder cannot be made", refusal))
        case .claimFolder(let path):
            return .failed(
                try await canEnter(path)
                    ? TargetError(.exists, "\(path): exists already")
                    : error(path, "the folder cannot be made", refusal))
        case .copy(let path, _): return .failed(error(path, "cannot be copied on the server", refusal))
        case .rename(_, let newPath), .exchange(let newPath, _, _):
            return .failed(error(newPath, "the file cannot be put in place", refusal))
        case .deleteFile(let path):
            return try await isGone(path) ? .done : .failed(error(path, "cannot be deleted", refusal))
        case .setMode(let path, _): return .failed(error(path, "the permissions cannot be set", refusal))
        case .setModified(let path, let time):
            return try await setModifiedOtherwise(path, time.seconds)
                ? .done : .failed(error(path, "the time cannot be set", refusal))
        case .deleteFolder(let path):
            return try await isGone(path) ? .done : .failed(error(path, "the folder cannot be deleted", refusal))
        }
    }

    /// Where MFMT is not known: MDTM with a time (vsftpd), SITE UTIME in its two forms. What counts is that MDTM then tells
    /// that time; some servers take the time for a part of the name.
    private func setModifiedOtherwise(_ path: RelativePath, _ seconds: Int64) async throws -> Bool {
        let file = try absolute(path)
        let time = Array(ModificationTime.format(seconds).utf8)
        let blank = [UInt8(ascii: " ")]
        let attempts = [
            try Command("MDTM", bytes: time + blank + file),
            try Command("SITE", bytes: Array("UTIME ".utf8) + time + blank + file),
            try Command(
                "SITE",
                bytes: Array("UTIME ".utf8) + file + blank + time + blank + time + blank + time + Array(" UTC".utf8)),
        ]
        for command in attempts {
            let isSet = try await translating(path) {
                try await pool.retrying { connection in
                    guard try await connection.send(command).isCompletion else { return false }
                    return try await connection.confirm(file).modified == seconds
                }
            }
            if isSet { return true }
        }
        return false
    }

    private func canEnter(_ path: RelativePath) async throws -> Bool {
        let command = try Command("CWD", bytes: try absolute(path))
        return try await translating(path) {
            try await pool.retrying { try await $0.send(command).isCompletion }
        }
    }

    private func isGone(_ path: RelativePath) async throws -> Bool {
        guard let parent = path.parent else { return false }
        return try await !list(parent).entries.contains { $0.path == path }
    }
}

extension TargetOperation {
    /// Whether it may be done a second time where nobody knows whether it was done.
    fileprivate var isRepeatable: Bool {
        switch self {
        case .rename, .exchange, .claimFolder: false
        default: true
        }
    }
}
