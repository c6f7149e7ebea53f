import FTPClient
import Foundation
import TestSupport
import Testing

/// The same deployment over every way that a server can be spoken to.
@Suite("Every server, every way")
struct MatrixTests {
    struct Way: Sendable, CustomStringConvertible {
        let peer: Peer
        let access: Access

        var description: String { "\(peer.rawValue) \(access)" }

        static let all = Peer.allCases.flatMap { peer in Access.all(for: peer).map { Way(peer: peer, access: $0) } }
        static let passive = all.filter { !$0.access.isActive && !$0.access.isIPv6 }
    }

    private func run(_ server: PeerServer, _ folder: TemporaryFolder, _ more: [String] = []) async throws
        -> Program.Result
    {
        let arguments = ["upload", folder.at("site"), server.url(), "--timeout", "20"] + server.options + more
        let result = try await Project.deploy(arguments)
        #expect(result.status == 0, "\(result.errors)\(result.output)")
        return result
    }

    @Test("a large file and a folder of many names", .serialized, arguments: Way.passive)
    func large(way: Way) async throws {
        let server = try await PeerServer(way.peer, access: way.access)
        let folder = try TemporaryFolder()
        let (megabytes, names) = Project.isLong ? (300, 3_000) : (10, 300)
        try folder.folder("site/many")
        let made = try await Program.run(
            "/bin/dd",
            ["if=/dev/urandom", "of=\(folder.at("site/large"))", "bs=1M", "count=\(megabytes)", "status=none"])
        #expect(made.status == 0)
        for index in 0..<names { try folder.write("site/many/f\(index)", "\(index)") }
        _ = try await run(server, folder)
        let same = try await Program.run("/usr/bin/cmp", [folder.at("site/large"), "\(server.root)/large"])
        #expect(same.status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(server.root)/many").count == names)
        #expect(try await run(server, folder).output.hasPrefix("Nothing to do: "))
    }

    /// Fetches all that the server has, the tool's own folder too.
    private func download(_ server: PeerServer, _ access: Access, into folder: String) async throws {
        var options = FTPSession.Options()
        options.port = server.port
        options.isActive = access.isActive
        let trust = FTPTrust.authorities(inFile: Certificates.file("ca"))
        options.security =
            switch access.security {
            case .plain: .none
            case .explicit: .explicitTLS(trust)
            case .implicit: .implicitTLS(trust)
            }
        let login = FTPLogin(user: "tester", password: PeerServer.password)
        try await FTPSession.with(access.host, login: login, options: options) { session in
            let result = try await session.downloadTree(of: "/", into: folder)
            #expect(result.files > 12 && result.skipped.isEmpty)
        }
    }

    @Test("a tree goes up, comes down, changes, and shrinks", arguments: Way.all)
    func tree(way: Way) async throws {
        let server = try await PeerServer(way.peer, access: way.access)
        let folder = try TemporaryFolder()
        try Tree.makeSite(folder, "site", files: 12)
        try folder.write("site/empty", "")
        try folder.write("site/names/it's 100% [odd] & ok ü.txt", "odd")
        _ = try await run(server, folder)
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        try await download(server, way.access, into: folder.folder("copy"))
        #expect(try Tree.served(folder.at("copy")) == Tree.served(folder.at("site")))
        try folder.write("site/index.html", "changed")
        try FileManager.default.removeItem(atPath: folder.at("site/empty"))
        let changed = try await run(server, folder, ["--delete"])
        #expect(changed.output.contains("index.html (changed here"))
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        #expect(try await run(server, folder).output.hasPrefix("Nothing to do: "))
    }
}
