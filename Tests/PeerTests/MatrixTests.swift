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
        static let encrypted = all.filter { $0.access.security != .plain && !$0.access.isActive && !$0.access.isIPv6 }
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

    @Test("a tree goes up, changes, and shrinks", arguments: Way.all)
    func tree(way: Way) async throws {
        let server = try await PeerServer(way.peer, access: way.access)
        let folder = try TemporaryFolder()
        try Tree.makeSite(folder, "site", files: 12)
        try folder.write("site/empty", "")
        try folder.write("site/names/it's 100% [odd] & ok ü.txt", "odd")
        _ = try await run(server, folder)
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        try folder.write("site/index.html", "changed")
        try FileManager.default.removeItem(atPath: folder.at("site/empty"))
        let changed = try await run(server, folder, ["--delete"])
        #expect(changed.output.contains("index.html (changed here"))
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        #expect(try await run(server, folder).output.hasPrefix("Nothing to do: "))
    }
}
