internal import DeployModel
internal import FTPClient
internal import FTPProtocol
internal import FileTree

/// What a server makes of files: tried in a folder that is made for it and taken away again.
struct FolderExamination {
    let connection: FTPConnection
    let root: String
    let name: String
    let now: @Sendable () -> Int64

    private static let names = [".hidden", "a", "b", "ü"]

    /// Makes the findings.
    ///
    /// - Throws: ``FTPClientError`` if the session breaks.
    func run(_ report: inout ServerReport) async throws {
        guard let folder = try await makeFolder(&report) else { return }
        do {
            try await tryOut(folder, &report)
        } catch FTPClientError.refused(let command, let reply) {
            report.findings.append(
                .init(
                    "storing", "\(command) was refused: \(VisibleText.escaping(reply.summary))", .bad,
                    advice: "check what this user may write on the server"))
        }
        try await cleanUp(folder, &report)
    }

    private func path(_ name: String, in folder: String) -> [UInt8] { Array("\(folder)/\(name)".utf8) }

    /// A folder whose name begins with a dot, as that of the deployments; without where the server refuses dots.
    private func makeFolder(_ report: inout ServerReport) async throws -> String? {
        let parent = root == "/" ? "" : root
        var refusal = ""
        for (prefix, isHidden) in [(".", true), ("_", false)] {
            let folder = "\(parent)/\(prefix)\(name)"
            let reply = try await connection.send(try Command("MKD", folder))
            guard !reply.isCompletion else {
                report.findings.append(
                    isHidden
                        ? .init("dot names", "can be made")
                        : .init(
                            "dot names", "are refused: \(refusal)", .note,
                            advice: "the tool's own folder is called _deploy")
                )
                return folder
            }
            refusal = VisibleText.escaping(reply.summary)
        }
        report.findings.append(
            .init(
                "dot names", "no folder can be made: \(refusal)", .bad, advice: "the user needs to be allowed to write")
        )
        return nil
    }

    private func tryOut(_ folder: String, _ report: inout ServerReport) async throws {
        var previous: [UInt8]?
        for name in Self.names {
            _ = try await connection.store(
                .bytes(Array("deploy doctor: \(name)\n".utf8)), at: path(name, in: folder), confirming: previous
            ) { _ in }
            previous = path(name, in: folder)
        }
        let entries = try await connection.list(Array(folder.utf8), now: now())
        let listed = Set(entries.map(\.name))
        report.findings.append(
            listed.contains(Array(".hidden".utf8))
                ? .init("hidden files", "are listed")
                : .init("hidden files", "are not listed", .bad, advice: "ask the hoster to list dot files"))
        report.findings.append(
            listed.contains(Array("ü".utf8))
                ? .init("names", "UTF-8")
                : .init("names", "other than UTF-8", .advice, advice: "set 'encoding', perhaps to iso-8859-1"))
        lookAtMode(entries, &report)
        try await tryClock(folder, &report)
        try await tryTimes(folder, &report)
        try await tryMode(folder, &report)
        try await tryRename(folder, &report)
    }

    private func lookAtMode(_ entries: [ListedEntry], _ report: inout ServerReport) {
        guard let mode = entries.first(where: { $0.name == Array("a".utf8) })?.mode else { return }
        let isReadable = mode & 0o004 != 0
        report.findings.append(
            .init(
                "new files", "have mode \(String(mode & 0o777, radix: 8))", isReadable ? .good : .advice,
                advice: isReadable ? nil : "a web server that is another user cannot read them: ask for umask 022"))
    }

    private func tryClock(_ folder: String, _ report: inout ServerReport) async throws {
        guard let time = try await connection.confirm(path("ü", in: folder)).modified else {
            report.findings.append(.init("clock", "not told (MDTM)", .note))
            return
        }
        let offset = time - now()
        report.findings.append(
            abs(offset) < 60
                ? .init("clock", "right") : .init("clock", "\(offset) s off; only its own times are compared", .note))
    }

    private func tryTimes(_ folder: String, _ report: inout ServerReport) async throws {
        let file = path("a", in: folder)
        let time: Int64 = 1_000_000_000
        for (verb, isStandard) in [("MFMT", true), ("MDTM", false)] {
            let argument = Array("\(ModificationTime.format(time)) ".utf8) + file
            let reply = try await connection.send(try Command(verb, bytes: argument))
            if reply.isCompletion, try await connection.confirm(file).modified == time {
                report.findings.append(.init("time setting", isStandard ? "MFMT" : "MDTM with a time", .good))
                return
            }
        }
        report.findings.append(.init("time setting", "not possible", .note))
    }

    private func tryMode(_ folder: String, _ report: inout ServerReport) async throws {
        let reply = try await connection.send(
            try Command("SITE", bytes: Array("CHMOD 640 ".utf8) + path("a", in: folder)))
        report.findings.append(
            reply.isCompletion ? .init("permissions", "SITE CHMOD") : .init("permissions", "cannot be set", .note))
    }

    /// The switch of a deployment: a file straight onto a name that is taken.
    private func tryRename(_ folder: String, _ report: inout ServerReport) async throws {
        let replies = try await connection.perform([
            [
                try Command("RNFR", bytes: path(".hidden", in: folder)),
                try Command("RNTO", bytes: path("b", in: folder)),
            ]
        ])[0]
        let isReplaced = replies[1].isCompletion
        report.findings.append(
            isReplaced
                ? .init("rename", "replaces what is there, in one step")
                : .init(
                    "rename", "does not replace what is there: \(VisibleText.escaping(replies[1].summary))", .bad,
                    advice: "this server cannot be deployed to without a gap"))
    }

    /// Takes everything away again, and says so where that fails.
    private func cleanUp(_ folder: String, _ report: inout ServerReport) async throws {
        let deletions = try Self.names.map { [try Command("DELE", bytes: path($0, in: folder))] }
        let replies = try await connection.perform(deletions + [[try Command("RMD", folder)]])
        guard let last = replies.last?.last, !last.isCompletion else { return }
        report.findings.append(
            .init(
                "cleaning up", "\(folder) is left: \(VisibleText.escaping(last.summary))", .bad,
                advice: "delete it by hand"))
    }
}
