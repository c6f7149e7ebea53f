package import FTPProtocol

/// What single paths are, asked over the control connection alone: no data connection, many questions in a window.
extension FTPConnection {
    /// Whether ``facts(of:)`` can tell anything: some servers know neither MLST nor SIZE nor MDTM.
    package nonisolated var canProbe: Bool { ["MLST", "MLSD", "SIZE", "MDTM"].contains(where: features.has) }

    /// What the server has at each path: with MLST, and where it has none with CWD, SIZE and MDTM. Nil where it has
    /// nothing there, or does not show it.
    ///
    /// - Throws: ``FTPClientError``; also where the server puts off an answer (4xx): that says nothing of the path.
    package func facts(of paths: [[UInt8]]) async throws -> [ListedEntry?] {
        guard listsByMachine else { return try await probes(of: paths) }
        let commands = try paths.map { [try Self.command("MLST", $0)] }
        var facts: [ListedEntry?] = []
        for (path, replies) in zip(paths, try await perform(commands)) {
            let reply = replies[0]
            if Self.isUnknownCommand(reply) { return try await probes(of: paths) }
            facts.append(try entry(at: path, reply))
        }
        return facts
    }

    private func entry(at path: [UInt8], _ reply: Reply) throws -> ListedEntry? {
        guard reply.isCompletion else {
            try Self.expectAnswer(reply, "MLST")
            return nil
        }
        // 250-… / one row / 250 End
        let rows = reply.lines.dropFirst().dropLast().map { Array($0.utf8.drop { $0 == UInt8(ascii: " ") }) }
        guard let row = rows.first, var entry = MachineListing.parse(row) else {
            throw FTPClientError.protocolViolation("an answer to MLST without facts: \(reply.summary)")
        }
        if entry.kind == .selfOrParent { entry.kind = .folder }
        entry.name = path
        return entry
    }

    /// The same by CWD, SIZE and MDTM: what can be entered is a folder.
    func probes(of paths: [[UInt8]]) async throws -> [ListedEntry?] {
        let questions = try paths.map { path in
            [try Self.command("CWD", path), try Self.command("SIZE", path), try Self.command("MDTM", path)]
        }
        return try zip(paths, try await perform(questions)).map { path, replies in
            if replies[0].isCompletion { return ListedEntry(name: path, kind: .folder) }
            let size = replies[1].code == 213 ? Int64(replies[1].text.trimmingBlanks) : nil
            let time = replies[2].code == 213 ? ModificationTime.parse(replies[2].text)?.seconds : nil
            if size == nil, time == nil {
                for (reply, command) in zip(replies, ["CWD", "SIZE", "MDTM"]) { try Self.expectAnswer(reply, command) }
                return nil
            }
            return ListedEntry(name: path, kind: .file, size: size, modified: time)
        }
    }

    /// "Not now" is no answer to whether something is there; 450 is how some servers say that nothing is.
    private static func expectAnswer(_ reply: Reply, _ command: String) throws {
        if reply.isTransientRefusal, reply.code != 450 { throw FTPClientError.refused(command: command, reply) }
    }
}
