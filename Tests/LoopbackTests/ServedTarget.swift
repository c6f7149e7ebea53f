import Credentials
import DeployModel
import FTPServer
import LocalFiles
import Logging
import SyncTargets
import TargetBackends
import TestSupport

/// Our server for a folder, and our client connected to it.
struct Loopback {
    let port: Int

    /// Serves `folder` while `body` runs.
    static func serving(
        _ folder: String, canWrite: Bool = true, sessionLimit: Int = 64, _ body: (Loopback) async throws -> Void
    ) async throws {
        let authorizer = FolderAuthorizer(
            root: try RootedFolder(path: folder), login: ("tester", Secret(PeerServer.password)),
            anonymous: canWrite ? .write : .read)
        let server = try await EmbeddedServer(
            authorizer: authorizer,
            settings: ServerSettings(
                sessionLimit: sessionLimit, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await body(Loopback(port: server.port))
            group.cancelAll()
        }
    }

    /// A target for a folder of a server on this machine.
    static func target(
        host: String = "127.0.0.1", port: Int, path: String = "/", user: String? = "tester",
        password: String? = PeerServer.password, connections: Int = 3,
        timeout: Int = 300, encoding: String = "utf-8"
    ) async throws -> any SyncTarget {
        let factory = TargetFactory(
            sources: LoginSources(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            notes: ServerNotes(in: nil, now: { 1_795_253_113 }), clock: { 1_795_253_113 })
        let location = TreeLocation.ServerFolder(host: host, port: port, user: user, path: path)
        return try await factory.target(
            for: .server(location), password: password.map { .text(Secret($0), origin: "the URL") },
            connection: ConnectionPolicy(limit: connections, timeout: timeout, encoding: encoding))
    }
}
