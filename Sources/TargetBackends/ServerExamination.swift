package import DeployModel
internal import FTPClient
internal import FTPProtocol
internal import FileTree
internal import NIOCore
internal import SyncTargets
internal import TLS

/// Looks at a server: what it is, what it can, and what that means for deployments. What it makes there, in a folder of
/// its own, it takes away again.
package struct ServerExamination: Sendable {
    private let folder: TreeLocation.ServerFolder
    private let options: ConnectionOptions
    private let now: @Sendable () -> Int64
    private let name: String
    private let limit: Int

    /// An examination that has not begun. `name` is that of the folder it may make; `limit` the most connections tried.
    init(
        _ folder: TreeLocation.ServerFolder, options: ConnectionOptions, name: String, limit: Int,
        now: @escaping @Sendable () -> Int64
    ) {
        self.folder = folder
        self.options = options
        self.name = name
        self.limit = limit
        self.now = now
    }

    /// Makes all findings.
    ///
    /// - Throws: ``TargetError`` where no session can be had.
    package func run() async throws -> ServerReport {
        var report = ServerReport(server: TreeLocation.server(folder).description)
        do {
            let connection = try await FTPConnection.open(options)
            do {
                try await look(connection, &report)
            } catch {
                connection.abort()
                throw error
            }
            await connection.quit()
            await lookAtActiveMode(&report)
            await countConnections(&report)
        } catch let error as FTPClientError {
            throw ClientErrorText.describe(error, path: folder.path, server: folder)
        }
        return report
    }

    private func look(_ connection: FTPConnection, _ report: inout ServerReport) async throws {
        report.findings.append(.init("greeting", shown(connection.welcome.first { !$0.isEmpty } ?? "none"), .note))
        report.findings.append(.init("system", shown(try await connection.send(.syst).summary), .note))
        let features = connection.features.values.keys.sorted().joined(separator: " ")
        report.findings.append(
            features.isEmpty
                ? .init("features", "it names none (FEAT)", .note) : .init("features", shown(features), .note))
        try await lookAtEncryption(connection, &report)
        report.findings.append(.init("latency", "\(try await latency(connection)) ms for a round trip", .note))
        let entered = try await connection.send(try Command("CWD", folder.path))
        guard entered.isCompletion else {
            report.findings.append(
                .init(
                    "folder", "\(folder.path) cannot be entered: \(shown(entered.summary))", .bad,
                    advice: "check the path of 'remote', or make it with --create-folder"))
            return
        }
        let entries = try await connection.list(Array(folder.path.utf8), now: now())
        let count = entries.count { $0.kind != .selfOrParent && $0.name != [0x2E] && $0.name != [0x2E, 0x2E] }
        report.findings.append(.init("folder", "\(folder.path), with \(count) names in it"))
        lookAtConnection(connection, &report)
        try await FolderExamination(connection: connection, root: folder.path, name: name, now: now).run(&report)
        lookAtTransfers(connection, &report)
    }

    private func lookAtEncryption(_ connection: FTPConnection, _ report: inout ServerReport) async throws {
        guard let summary = try await connection.tlsSummary() else {
            let can = connection.features.hasTLS
            report.findings.append(
                .init(
                    "encryption", can ? "none, although the server can" : "none", .advice,
                    advice: can
                        ? "write ftps:// in 'remote': passwords and files go in clear text now"
                        : "ask the hoster for FTPS: passwords and files go in clear text"))
            return
        }
        report.findings.append(.init("encryption", "\(summary.version), \(summary.cipher)"))
        guard let certificate = summary.certificate else { return }
        let days = (certificate.validUntil - now()) / 86_400
        let names = certificate.names.isEmpty ? certificate.subject : certificate.names
        report.findings.append(
            .init(
                "certificate", "for \(shown(names)), until \(CalendarDay.text(certificate.validUntil))",
                days < 14 ? .advice : .good,
                advice: days < 14 ? "it ends in \(days) days: runs will be refused then" : nil))
    }

    /// The middle one of five round trips, in milliseconds.
    private func latency(_ connection: FTPConnection) async throws -> Int {
        var times: [Int64] = []
        for _ in 0..<5 {
            let start = NIODeadline.now()
            _ = try await connection.send(Command("NOOP"))
            times.append((NIODeadline.now() - start).nanoseconds)
        }
        return Int(times.sorted()[2] / 1_000_000)
    }

    private func lookAtConnection(_ connection: FTPConnection, _ report: inout ServerReport) {
        let profile = options.memory.profile
        report.findings.append(.init("passive mode", profile.extendedPassive == .fails ? "PASV" : "EPSV"))
        report.findings.append(listing(connection.features.hasMachineListing, profile.machineListing))
        switch profile.resumedSession {
        case .works: report.findings.append(.init("data encryption", "data connections resume the TLS session"))
        case .fails: report.findings.append(.init("data encryption", "a TLS session is not resumed", .note))
        case .unknown: break
        }
    }

    private func listing(_ isOffered: Bool, _ finding: HostProfile.Finding) -> ServerReport.Finding {
        if isOffered, finding != .fails { return .init("listing", "MLSD") }
        return .init(
            "listing",
            isOffered
                ? "LIST: MLSD is offered, but fails or hides links" : "LIST: times of old files have no clock", .note)
    }

    private func lookAtTransfers(_ connection: FTPConnection, _ report: inout ServerReport) {
        switch options.memory.profile.passiveAhead {
        case .works: report.findings.append(.init("speed", "the next data port may be asked for ahead"))
        case .fails:
            report.findings.append(.init("speed", "each file asks for its data port: a round trip more", .note))
        case .unknown: break
        }
        report.findings.append(
            connection.canRestart
                ? .init("restart", "uploads can go on where they broke off (REST STREAM)")
                : .init("restart", "a broken upload begins anew", .note))
    }

    private func lookAtActiveMode(_ report: inout ServerReport) async {
        var options = options
        options.isActive = true
        options.timeout = min(options.timeout, 10)
        do {
            let connection = try await FTPConnection.open(options)
            defer { connection.abort() }
            _ = try await connection.list(Array(folder.path.utf8), now: now())
            report.findings.append(.init("active mode", "works too (ftp_active)", .note))
        } catch {
            report.findings.append(.init("active mode", "does not work from here; passive mode does", .note))
        }
    }

    private func countConnections(_ report: inout ServerReport) async {
        var open: [FTPConnection] = []
        while open.count < limit, let connection = try? await FTPConnection.open(options) { open.append(connection) }
        for connection in open { await connection.quit() }
        report.findings.append(
            open.count == limit
                ? .init("connections", "\(limit) at once and perhaps more")
                : .init(
                    "connections", "\(open.count) at once, no more", open.count < 4 ? .advice : .note,
                    advice: open.count < 4
                        ? "write 'connections: \(max(open.count - 1, 1))', so that others get in as well" : nil))
    }

    private func shown(_ text: String) -> String { VisibleText.escaping(text) }
}
