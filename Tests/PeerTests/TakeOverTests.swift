import Foundation
import TestSupport
import Testing

/// Looking at a site, and taking over what others have made of it.
@Suite("Status, diff, pull, adopt")
struct TakeOverTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (name, text) in ["index.html": "<h1>one</h1>\n", "css/a.css": "a {}\n", "css/b.css": "b {}\n"] {
            try folder.write("site/\(name)", text)
        }
    }

    private func project(_ server: PeerServer, _ options: String = "") throws {
        try folder.write(
            "site/.pyftpsync.yaml",
            "default_task: live\ntasks:\n  live:\n    command: upload\n    remote: \(server.url())\n\(options)")
    }

    private func run(_ arguments: String...) async throws -> Program.Result {
        try await Project.deploy(arguments, in: folder.at("site"), environment: ["NO_COLOR": "1", "USER": "ann"])
    }

    /// Writes a file on the server as somebody else would, later than everything before.
    private func write(
        _ server: PeerServer, _ name: String, _ text: String, later seconds: Double = 90
    ) async throws {
        let path = "\(server.root)/\(name)"
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: seconds)], ofItemAtPath: path)
        try await server.own(server.root)
    }

    @Test(
        "status tells what is live, what a run would do, what others changed; it writes nothing",
        arguments: Peer.allCases)
    func status(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try project(server)
        #expect(
            try await run("status").output.hasPrefix("ftp://tester@127.0.0.1:\(server.port)/: nothing was deployed"))
        #expect(try await run("run").status == 0)
        try folder.write("site/index.html", "<h1>edited</h1>\n")
        try await write(server, "css/a.css", "a { hot: fix }\n")
        try await write(server, "theirs.txt", "theirs\n")
        let before = try await Tree.fingerprint(server.root)
        let status = try await run("status")
        #expect(status.status == 0, "\(status.errors)")
        let lines = status.output.split(separator: "\n")
        #expect(try #require(lines.first).contains(" is live, deployed on ") && lines[0].contains(" by ann@"))
        #expect(
            lines.dropFirst() == [
                "A run would do:", "  ~ index.html (changed here, 16 bytes)", "Changed there by others:",
                "  css/a.css (changed on the remote, not here)", "Left alone:", "  theirs.txt (only on the remote)",
                "1 file to send (16 bytes); 2 paths the same on both sides",
            ], "\(status.output)")
        #expect(try await Tree.fingerprint(server.root) == before)
    }

    @Test("a hot-fix on the server is shown and taken over; local edits are not lost")
    func hotFix() async throws {
        let server = try await PeerServer(.own)
        try project(server)
        #expect(try await run("run").status == 0)
        try await write(server, "css/a.css", "a { hot: fix }\n")
        let difference = try await run("diff", "css/a.css")
        #expect(difference.output.contains("  - a { hot: fix }\n") && difference.output.contains("  + a {}\n"))
        #expect(try await run("diff", "css/b.css").output == "css/b.css is the same on both sides\n")
        #expect(try await run("diff", "none").errors.contains("error: none is on neither side"))

        try folder.write("site/css/b.css", "b { mine: too }\n")
        let refused = try await run("pull", "css")
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains(
                "error: the local files have changes that were never deployed; nothing was fetched:\n  css/b.css\n"),
            "\(refused.errors)")
        let before = try await Tree.fingerprint(server.root)
        #expect(
            try await run("pull", "css/a.css", "-n").output.contains(
                "~ css/a.css (fetched from the remote, 15 bytes)\n"))
        #expect(folder.text("site/css/a.css") == "a {}\n")
        let pulled = try await run("pull", "css/a.css")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(folder.text("site/css/a.css") == "a { hot: fix }\n")
        #expect(folder.text("site/css/b.css") == "b { mine: too }\n")
        #expect(try await Tree.fingerprint(server.root) == before)
        #expect(try await run("pull", "css/a.css").output.hasPrefix("Nothing to fetch"))
        // What was taken over is nobody's drift any more.
        let run = try await run("run")
        #expect(run.output.contains("1 file sent") && !run.output.contains("css/a.css"), "\(run.output)")
    }

    @Test("an existing site is taken over without sending anything", arguments: Peer.allCases)
    func adopt(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try project(server, "    delete: owned\n")
        try await write(server, "index.html", "<h1>one</h1>\n", later: -600)
        try await write(server, "css/a.css", "A {}\n", later: -600)
        try await write(server, "css/b.css", "another length\n", later: -600)
        try await write(server, "old/gone.txt", "old\n", later: -600)
        let adopted = try await run("adopt")
        #expect(adopted.status == 0, "\(adopted.errors)")
        #expect(
            adopted.output.hasPrefix(
                "Adopted 4 files on ftp://tester@127.0.0.1:\(server.port)/: 1 the same as here, 2 different, 1 not here."
            ),
            "\(adopted.output)")
        // One that tells hashes is believed; of the others what is as long as here is fetched.
        if peer == .proftpd {
            #expect(server.log.contains("HASH /index.html\" 213") && !server.log.contains("RETR /index.html"))
        }
        #expect(try Tree.served(server.root)["old/gone.txt"] == Data("old\n".utf8))
        #expect(try await run("adopt").errors.contains("has a record of the project 'site' already"))
        let run = try await run("run", "--max-delete", "5")
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("index.html"))
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        #expect(try await self.run("run").output.hasPrefix("Nothing to do"))
        // What was there before the first deployment comes back.
        #expect(try await self.run("rollback").status == 0)
        #expect(try Tree.served(server.root)["css/a.css"] == Data("A {}\n".utf8))
        #expect(try Tree.served(server.root)["old/gone.txt"] == Data("old\n".utf8))
    }
}
