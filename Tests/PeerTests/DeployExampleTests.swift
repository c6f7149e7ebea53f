import Foundation
import TestSupport
import Testing

/// The programs of examples/deploy-kit, run as they are.
@Suite("Examples of the library")
struct DeployExampleTests {
    private let base: TemporaryFolder

    init() throws {
        base = try TemporaryFolder()
        try base.write("site/index.html", "1")
        try base.write("site/notes.txt", "not for visitors")
    }

    private func run(_ program: String, _ server: PeerServer, _ more: [String] = []) async throws -> String {
        let result = try await Program.run(
            "\(Project.products)/deploy-examples",
            [program, base.at("site"), "127.0.0.1:\(server.port)", "/www"] + more, in: base.path,
            environment: [
                "FTP_USER": "tester", "FTP_PASSWORD": PeerServer.password, "FTP_CA": Certificates.file("ca"),
                "XDG_STATE_HOME": base.at("state"),
            ])
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    private func put(_ server: PeerServer, _ name: String, _ text: String) async throws {
        let path = "\(server.root)/www/\(name)"
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try await server.own(server.root)
    }

    @Test("upload sends what matches and deletes what does not")
    func upload() async throws {
        let server = try await PeerServer(.pureFTPd)
        try await put(server, "old.txt", "old")
        #expect(try await run("upload", server) == "1 files sent, 1 deleted\n")
        #expect(try Tree.served("\(server.root)/www").keys.sorted() == ["index.html"])
    }

    @Test("sync over TLS names conflicts and does the rest")
    func sync() async throws {
        let server = try await PeerServer(.vsftpd, access: Access(.explicit))
        #expect(try await run("sync", server) == "2 sent, 0 received, 0 deleted\n")
        try base.write("site/index.html", "here")
        try await put(server, "index.html", "there, later")
        try await put(server, "new.html", "new")
        #expect(
            try await run("sync", server)
                == "conflict: index.html: changed here and on the remote\n0 sent, 1 received, 0 deleted\n")
    }

    @Test("a logger of its own")
    func log() async throws {
        let server = try await PeerServer(.own)
        _ = try await run("log", server, [base.at("log")])
        let log = try #require(base.text("log"))
        #expect(log.contains(" - my.logger - info - create index.html on the remote: new\n"))
    }

    @Test("decisions of its own")
    func decide() async throws {
        let server = try await PeerServer(.proftpd)
        try await put(server, "drafts/a", "draft")
        try await put(server, "b.html", "b")
        let output = try await run("decide", server)
        #expect(output.contains("left alone: drafts/a: a draft\n") && output.hasSuffix("1 files received\n"))
        #expect(
            base.text("site/b.html") == "b" && base.text("site/drafts/a") == nil && base.text("site/index.html") == "1")
    }

    @Test("a target of its own")
    func backup() async throws {
        let server = try await PeerServer(.own)
        try await put(server, "deep/a", "123")
        #expect(try await run("backup", server) == "deep/a: 3 bytes\n")
    }
}
