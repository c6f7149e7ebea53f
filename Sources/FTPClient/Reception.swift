package import FTPProtocol
package import NIOCore
internal import TLS

/// What comes from the server over a data connection: listings and files.
extension FTPConnection {
    /// Reads a whole folder: with MLSD; where the server has none, with CWD and `LIST -a`; where it has not even that,
    /// with NLST and a question about each name.
    ///
    /// - Parameter now: seconds since the epoch, UTC; gives rows without a year theirs.
    /// - Throws: ``FTPClientError``; a refusal (the folder does not exist) as `refused`; a listing that is not whole as
    ///   `badListing`.
    package func list(_ folder: [UInt8], now: Int64) async throws -> [ListedEntry] {
        try await control.closingOnCancel {
            if listsByMachine {
                do {
                    return try await entries(of: folder, try Self.command("MLSD", folder)) { MachineListing.row($0) }
                } catch FTPClientError.refused(_, let reply) where Self.isUnknownCommand(reply) {
                    // pyftpdlib says 501 of a folder that is missing; LIST is the better choice there as well.
                    memory.note { $0.machineListing = .fails }
                }
            }
            // CWD first: LIST of a missing folder succeeds with no rows on many servers, and some take no path with -a.
            do {
                return try await entries(of: folder, Command("LIST", literal: "-a"), entering: true) {
                    ListRow.parse($0, now: now)
                }
            } catch FTPClientError.refused(let command, let reply)
                where command.hasPrefix("LIST") && Self.isUnknownCommand(reply)
            {
                return try await probedEntries(of: folder)
            }
        }
    }

    /// Whether folders are listed with MLSD, without being entered.
    nonisolated var listsByMachine: Bool { features.hasMachineListing && memory.profile.machineListing != .fails }

    static func isUnknownCommand(_ reply: Reply) -> Bool { [500, 501, 502, 504].contains(reply.code) }

    private func entries(
        of folder: [UInt8], _ command: Command, entering: Bool = false, _ parse: ([UInt8]) -> ListRow
    ) async throws -> [ListedEntry] {
        var entries: [ListedEntry] = []
        var strange: [ListedEntry] = []
        for row in try await listedRows(command, of: folder, entering: entering) {
            switch parse(row) {
            case .entry(let entry): entries.append(entry)
            case .elsewhere(let name): strange.append(ListedEntry(name: name, kind: .other("path")))
            case .noise: continue
            case .unknown:
                throw bad(folder, "the row '\(String(decoding: row.prefix(200), as: UTF8.self))' cannot be read")
            }
        }
        // ProFTPD adds rows for the targets of links; without a link they are somebody's trick, for the caller to refuse.
        let hasLinks = entries.contains { if case .link = $0.kind { true } else { false } }
        return hasLinks ? entries : entries + strange
    }

    private func bad(_ folder: [UInt8], _ reason: String) -> FTPClientError {
        .badListing(folder: String(decoding: folder, as: UTF8.self), reason: reason)
    }

    /// NLST tells names alone: what can be entered is a folder, everything else is asked for size and time.
    private func probedEntries(of folder: [UInt8]) async throws -> [ListedEntry] {
        var names: [[UInt8]] = []
        for row in try await listedRows(Command("NLST"), of: folder, entering: true) {
            do {
                if let name = try NameListing.name(row, in: folder) { names.append(name) }
            } catch {
                throw bad(folder, "the name '\(String(decoding: row.prefix(200), as: UTF8.self))' leads elsewhere")
            }
        }
        let paths = names.map { (folder.last == UInt8(ascii: "/") ? folder : folder + [UInt8(ascii: "/")]) + $0 }
        let questions = try paths.map { path in
            [try Self.command("CWD", path), try Self.command("SIZE", path), try Self.command("MDTM", path)]
        }
        return zip(names, try await perform(questions)).map { name, replies in
            let isFolder = replies[0].isCompletion
            return ListedEntry(
                name: name, kind: isFolder ? .folder : .file,
                size: isFolder || replies[1].code != 213 ? nil : Int64(replies[1].text.trimmingBlanks),
                modified: replies[2].code == 213 ? ModificationTime.parse(replies[2].text)?.seconds : nil)
        }
    }

    /// ProFTPD: "450 No files found" is an empty folder; other servers say 450 or 550 to NLST of one.
    private static func saysEmpty(_ reply: Reply) -> Bool {
        let text = reply.text.lowercased()
        return reply.code == 450 && (text.contains("no files") || text.contains("no such file"))
    }

    /// The rows that `command` gives; `entering` goes into the folder first.
    func listedRows(_ command: Command, of folder: [UInt8], entering: Bool = false) async throws -> [[UInt8]] {
        var lines = ListingLines()
        var rows: [[UInt8]] = []
        let end: Reply
        do {
            end = try await receive(command, in: entering ? folder : nil) { buffer in
                rows += try lines.consume(buffer.readableBytesView)
            }
        } catch is ListingLines.TooLong {
            control.abort()
            throw bad(folder, "it has more than \(ListingLines.countLimit) rows or a row without end")
        } catch FTPClientError.refused(_, let reply) where rows.isEmpty && Self.saysEmpty(reply) {
            return []
        }
        if let last = lines.finish() { rows.append(last) }
        let count = rows.count { !$0.starts(with: Array("total ".utf8)) }
        switch ListingEnd.judge(end, rows: count) {
        case .complete: return rows
        case .truncated, .possiblyTruncated:
            throw bad(folder, "the server cuts listings off after \(count) rows: '\(end.summary)'")
        case .unreadable: throw bad(folder, "the server cannot read the folder: '\(end.summary)'")
        }
    }

    /// Fetches a file from `offset` (bytes, REST of RFC 3659) on; `consume` gets it piece by piece, and the server
    /// waits while it works.
    ///
    /// - Throws: ``FTPClientError``, and whatever `consume` throws.
    package func retrieve(
        _ path: [UInt8], from offset: Int64 = 0, consume: (ByteBuffer) async throws -> Void
    ) async throws {
        let command = try Self.command("RETR", path)
        try await control.closingOnCancel {
            if offset == 0, mayAskAhead, memory.profile.passiveAhead == .unknown,
                memory.profile.extendedPassive == .works
            {
                return try await prove(command, sizing: try Self.command("SIZE", path), consume)
            }
            _ = try await receive(command, from: offset, consume: consume)
        }
    }

    /// Tries with a small file whether the next port may be asked for during a transfer. It is handed on only once it is
    /// whole, so that a server which the question confuses does no harm: the caller tries again.
    private func prove(_ command: Command, sizing: Command, _ consume: (ByteBuffer) async throws -> Void) async throws {
        let (replies, route) = try await route(for: command, before: [sizing], prepare: prepareReceiver)
        let size = replies[0].code == 213 ? Int64(replies[0].text.trimmingBlanks) ?? 0 : 0
        let (asksAhead, isProof) = memory.ahead(with: size)
        guard isProof else {
            _ = try await receive(
                try await begin(command, over: route, after: replies, asksAhead: asksAhead), consume)
            return
        }
        var bytes = ByteBuffer()
        do {
            let reception = try await begin(command, over: route, after: replies, asksAhead: asksAhead)
            let question = ahead?.reply
            _ = try await receive(reception, patience: Self.proofPatience) { piece in
                var piece = piece
                bytes.writeBuffer(&piece)
            }
            // One that grew meanwhile proves nothing.
            guard bytes.readableBytes <= size, let question else {
                memory.abandonProof()
                return try await consume(bytes)
            }
            guard bytes.readableBytes == size else {
                throw FTPClientError.dataBroke(
                    during: command.masked, reason: "\(bytes.readableBytes) bytes of \(size) have come")
            }
            memory.noteAhead(works: PassiveReply.extendedPort(try await question.final.get()) != nil)
        } catch {
            Self.speaksAgainstAhead(error) ? memory.noteAhead(works: false) : memory.abandonProof()
            throw error
        }
        try await consume(bytes)
    }

    /// A transfer from the server, whole. Returns the reply that ended it.
    private func receive(
        _ command: Command, in folder: [UInt8]? = nil, from offset: Int64 = 0,
        consume: (ByteBuffer) async throws -> Void
    ) async throws -> Reply {
        try await receive(try await begin(command, in: folder, from: offset), consume)
    }

    /// The rest of a transfer that has begun; after its bytes the server has `patience` to end it.
    private func receive(
        _ reception: Reception, patience: TimeAmount? = nil, _ consume: (ByteBuffer) async throws -> Void
    ) async throws -> Reply {
        do {
            try await reception.data.receive(consume)
        } catch {
            // Whoever consumes failed, or the connection broke: the rest of this session cannot be trusted.
            throw await broken(reception, error)
        }
        let timer = patience.map { control.eventLoop.scheduleTask(in: $0) { [control] in control.abort() } }
        defer { timer?.cancel() }
        return try await finish(reception)
    }

    /// A transfer from the server that has begun.
    struct Reception: Sendable {
        /// The replies to what was sent before the command.
        let before: [Reply]
        /// The command's replies.
        let pending: ControlConnection.PendingReply
        /// Where the bytes come.
        let data: DataReceiver
    }

    /// Begins a transfer from the server: the command goes out together with the data connection's SYN. `before` are
    /// commands whose replies are needed; with `folder`, that is entered first.
    ///
    /// - Throws: ``FTPClientError``.
    func begin(
        _ command: Command, before: [Command] = [], in folder: [UInt8]? = nil, from offset: Int64 = 0
    ) async throws -> Reception {
        let entering = try folder.map { [try Self.command("CWD", $0)] } ?? []
        let (replies, route) = try await route(for: command, before: before + entering, prepare: prepareReceiver)
        if let folder, let reply = replies.last, !reply.isCompletion {
            route.giveUp()
            throw FTPClientError.refused(command: "CWD \(String(decoding: folder, as: UTF8.self))", reply)
        }
        if offset > 0 { try await restart(at: offset, giving: route) }
        // Tried out with files alone: a listing that the question cut short could pass for a whole one.
        let asksAhead = mayAskAhead && memory.profile.passiveAhead == .works
        return try await begin(
            command, over: route, after: Array(replies.prefix(before.count)), asksAhead: asksAhead)
    }

    private var prepareReceiver: DataRoute<DataReceiver>.Preparation {
        { [control] channel in try DataReceiver(channel: channel, control: control) }
    }

    private func begin(
        _ command: Command, over route: DataRoute<DataReceiver>, after replies: [Reply], asksAhead: Bool
    ) async throws -> Reception {
        let outgoing = control.ready([command] + (asksAhead ? [.epsv] : []))
        let pending = outgoing.pending[0]
        ahead = asksAhead ? outgoing.pending.last.map { ($0, .now()) } : nil
        let data = try await open(route, outgoing, for: pending)
        // A refusal ends the wait for data that never comes.
        pending.final.whenComplete { result in
            if case .success(let reply) = result, reply.isCompletion { return }
            data.abort()
        }
        return Reception(before: replies, pending: pending, data: data)
    }

    /// Awaits the reply that ends a transfer whose bytes are all here.
    ///
    /// - Throws: ``FTPClientError``.
    func finish(_ reception: Reception) async throws -> Reply {
        let reply = try await end(of: reception.pending)
        guard reply.isCompletion else {
            throw FTPClientError.refused(command: reception.pending.command, reply)
        }
        return reply
    }

    /// Ends a transfer of which not all is wanted. The session goes on where the server understands it; encryption does
    /// not survive a connection that ends in the middle.
    func leave(_ reception: Reception) async {
        reception.data.abort()
        if control.encryption != nil { return control.abort() }
        let patience = control.eventLoop.scheduleTask(in: .seconds(2)) { [control] in control.abort() }
        defer { patience.cancel() }
        _ = try? await end(of: reception.pending)
    }

    /// What to say of a data connection that broke: the server's refusal, where there is one, tells why.
    func broken(_ reception: Reception, _ error: any Error) async -> any Error {
        let pending = reception.pending
        guard BrokenData.isNetwork(error) else {
            control.abort()
            return error
        }
        return await abandon(pending, .dataBroke(during: pending.command, reason: BrokenData.reason(error)))
    }
}
