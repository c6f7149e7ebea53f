package import FTPProtocol

/// What single paths are, asked over the control connection alone: no data connection, many questions in a window.
extension FTPConnection {
    /// What the server has at each path (MLST of RFC 3659); nil in place of what is not there. Nil altogether where it
    /// does not answer such questions, so that folders have to be listed: without MLST, a link could not be told from
    /// what it leads to, nor something that is not shown from nothing.
    ///
    /// - Parameter known: a folder that is there: a server that denies it tells nothing of the others.
    /// - Throws: ``FTPClientError``; also where the server puts off an answer (4xx): that says nothing of the path.
    package func facts(of paths: [[UInt8]], knowing known: [UInt8]) async throws -> [ListedEntry?]? {
        guard listsByMachine else { return nil }
        let commands = try ([known] + paths).map { [try Self.command("MLST", $0)] }
        let replies = try await perform(commands).map { $0[0] }
        guard let first = replies.first, Self.row(first) != nil else { return nil }
        var facts: [ListedEntry?] = []
        for (path, (command, reply)) in zip(paths, zip(commands.dropFirst(), replies.dropFirst())) {
            // "Not now" is no answer to whether something is there; 450 is how some servers say that nothing is.
            if reply.isTransientRefusal, reply.code != 450 {
                throw FTPClientError.refused(command: command[0].masked, reply)
            }
            guard reply.isCompletion else {
                facts.append(nil)
                continue
            }
            guard var entry = Self.row(reply) else { return nil }
            if entry.kind == .selfOrParent { entry.kind = .folder }
            entry.name = path
            facts.append(entry)
        }
        return facts
    }

    /// When each of these files changed, in seconds since the epoch, UTC (MDTM of RFC 3659, section 3); nil where the
    /// server does not tell.
    ///
    /// - Throws: ``FTPClientError``.
    package func times(of paths: [[UInt8]]) async throws -> [Int64?] {
        guard features.has("MDTM") else { return paths.map { _ in nil } }
        return try await perform(paths.map { [try Self.command("MDTM", $0)] }).map { replies in
            replies[0].code == 213 ? ModificationTime.parse(replies[0].text)?.seconds : nil
        }
    }

    /// The SHA-256 of files as the server reckons it, in lower-case hexadecimal digits; nil where it does not tell.
    ///
    /// - Throws: ``FTPClientError``.
    package func hashes(of paths: [[UInt8]]) async throws -> [String?] {
        guard let verb = features.hashCommand else { return paths.map { _ in nil } }
        if verb == "HASH" {
            guard try await send(try Command("OPTS", "HASH SHA-256")).isCompletion else {
                return paths.map { _ in nil }
            }
        }
        return try await perform(paths.map { [try Self.command(verb, $0)] }).map { replies in
            guard replies[0].isCompletion else { return nil }
            // `213 SHA-256 0-49 6f2e… path` or `250 6f2e…`: the digits come before any name.
            return replies[0].text.split(whereSeparator: \.isWhitespace)
                .first { $0.count == 64 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }?.lowercased()
        }
    }

    /// The row in an answer to MLST: `250-…`, the row behind a blank, `250 End`.
    private static func row(_ reply: Reply) -> ListedEntry? {
        guard reply.isCompletion, reply.lines.count > 2 else { return nil }
        return MachineListing.parse(Array(reply.lines[1].utf8.drop { $0 == UInt8(ascii: " ") }))
    }
}
