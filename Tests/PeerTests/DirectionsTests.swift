import Foundation
import TestSupport
import Testing

/// Every kind of pair: server to server, encrypted, links, special files, kinds that change.
@Suite("Pairs of every kind", .serialized)
struct DirectionsTests {
    private func content(_ folder: String) throws -> [String: Data?] {
        try Tree.contents(of: folder) { !$0.hasPrefix(".deploy") }
    }

    @Test("server to server: up, down and both ways, a large file too", arguments: [Peer.vsftpd, .pureFTPd, .own])
    func servers(peer: Peer) async throws {
        let (one, two) = (try await PeerServer(.proftpd), try await PeerServer(peer))
        let base = try TemporaryFolder()
        try Tree.makeSite(base, "site", files: 12)
        try base.write("site/large.bin", Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
        _ = try await Program.run("/bin/cp", ["-rp", base.at("site/."), one.root])
        try await one.own(one.root)
        let environment = ["XDG_STATE_HOME": base.at("state")]
        func deploy(_ command: String) async throws -> Program.Result {
            let result = try await Project.deploy([command, one.url(), two.url()], environment: environment)
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            return result
        }
        _ = try await deploy("upload")
        #expect(try content(two.root) == content(one.root))
        #expect(try await deploy("sync").output.hasPrefix("Nothing to do: "))

        try Data("edited there".utf8).write(to: URL(fileURLWithPath: "\(two.root)/index.html"))
        try Data("edited here".utf8).write(to: URL(fileURLWithPath: "\(one.root)/empty.txt"))
        try FileManager.default.removeItem(atPath: "\(two.root)/css")
        for server in [one, two] { try await server.own(server.root) }
        _ = try await deploy("sync")
        #expect(try content(two.root) == content(one.root))
        #expect(try String(contentsOfFile: "\(one.root)/index.html", encoding: .utf8) == "edited there")
        #expect(try await deploy("sync").output.hasPrefix("Nothing to do: "))
        #expect(try await deploy("download").output.hasPrefix("Nothing to do: "))
    }

    @Test("a server and a folder the wrong way round are refused")
    func wrongWay() async throws {
        let base = try TemporaryFolder()
        let result = try await Project.deploy(["sync", "ftp://127.0.0.1/x", base.path])
        #expect(result.status == 2)
        #expect(
            result.errors == """
                error: 'local' is a server and 'remote' a folder of this machine [bad-local]
                  help: exchange them; 'command' says which way files go

                """)
    }

    @Test("down and both ways over TLS", arguments: Peer.allCases)
    func encrypted(peer: Peer) async throws {
        let server = try await PeerServer(peer, access: Access(.explicit))
        let base = try TemporaryFolder()
        try Tree.makeSite(base, "site", files: 12)
        _ = try await Program.run("/bin/cp", ["-rp", base.at("site/."), server.root])
        try await server.own(server.root)
        try base.folder("l")
        let words = [
            base.at("l"), server.url(), "--tls-ca-file", Certificates.file("ca"),
        ]
        let environment = ["XDG_STATE_HOME": base.at("state")]
        let down = try await Project.deploy(["download"] + words, environment: environment)
        #expect(down.status == 0, "\(down.errors)")
        #expect(try content(base.at("l")) == content(server.root))
        try base.write("l/new.txt", "new")
        let both = try await Project.deploy(["sync"] + words, environment: environment)
        #expect(both.status == 0, "\(both.errors)")
        #expect(both.output.hasPrefix("> + new.txt (new, 3 bytes)\nSynchronized: 1 file sent"))
        #expect(try content(base.at("l")) == content(server.root))
    }

    @Test(
        "links: followed inside, never out of the folder or in circles; skipped; an error",
        arguments: ["sync", "upload"])
    func links(command: String) async throws {
        let base = try TemporaryFolder()
        try base.write("l/real/a.txt", "a")
        try base.write("outside/secret", "secret")
        for (name, target) in [
            ("file", "real/a.txt"), ("folder", "real"), ("out", "../outside"), ("outfile", "/etc/passwd"),
            ("real/circle", ".."), ("nothing", "nowhere"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: base.at("l/\(name)"), withDestinationPath: target)
        }
        _ = try await Program.run("/usr/bin/mkfifo", [base.at("l/pipe")])
        let environment = ["XDG_STATE_HOME": base.at("state")]
        func deploy(_ mode: String, to remote: String) async throws -> Program.Result {
            try base.folder(remote)
            return try await Project.deploy(
                [command, "l", remote, "--symlinks", mode], in: base.path, environment: environment)
        }
        let followed = try await deploy("follow", to: "follow")
        #expect(followed.status == 0, "\(followed.errors)")
        #expect(
            try content(base.at("follow")).keys.sorted() == [
                "file", "folder", "folder/a.txt", "real", "real/a.txt",
            ])
        for name in ["out", "outfile", "nothing", "pipe", "real/circle"] {
            #expect(followed.output.contains("skipped: \(name): "), "\(name)")
        }
        #expect(try await deploy("skip", to: "skip").status == 0)
        #expect(try content(base.at("skip")).keys.sorted() == ["real", "real/a.txt"])
        let refused = try await deploy("error", to: "error")
        #expect(refused.status == 1 && refused.errors.contains(" is a symbolic link\n"))
        #expect(try content(base.at("error")).isEmpty)

        // What was skipped here is neither deleted nor overwritten there, nor does anything come in through it.
        try base.write("skip/out/new", "new")
        try base.write("skip/file", "theirs")
        #expect(try await deploy("skip", to: "skip").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: base.at("outside")) == ["secret"])
        #expect(base.text("skip/file") == "theirs" && base.text("skip/out/new") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: base.at("l/file")) == "real/a.txt")
    }

    @Test("what is deleted or edited there under a linked name does not reach the real files here")
    func behindLinks() async throws {
        let base = try TemporaryFolder()
        try base.write("l/real/x", "x")
        try base.write("l/anchor", "a")
        try FileManager.default.createSymbolicLink(atPath: base.at("l/linked"), withDestinationPath: "real")
        try base.folder("r")
        let environment = ["XDG_STATE_HOME": base.at("state")]
        func sync() async throws -> Program.Result {
            let result = try await Project.deploy(["sync", "l", "r", "-v"], in: base.path, environment: environment)
            #expect(result.status == 0, "\(result.errors)")
            return result
        }
        _ = try await sync()
        #expect(base.text("r/linked/x") == "x")
        try base.write("r/linked/x", "edited there")
        #expect(try await sync().output.contains("linked/x (left alone: it lies behind a symbolic link here)"))
        try FileManager.default.removeItem(atPath: base.at("r/linked"))
        for _ in 0..<2 {
            _ = try await sync()
            #expect(base.text("l/real/x") == "x" && base.text("r/real/x") == "x")
        }

        // A linked file is only a name: what it leads to stays as it is.
        try FileManager.default.createSymbolicLink(atPath: base.at("l/name"), withDestinationPath: "real/x")
        try FileManager.default.createSymbolicLink(atPath: base.at("l/other"), withDestinationPath: "real/x")
        _ = try await sync()
        try base.write("r/name", "edited there")
        try FileManager.default.removeItem(atPath: base.at("r/other"))
        let output = try await sync().output
        #expect(
            output.contains("< ~ name (changed on the remote; the link here becomes a file, 12 bytes)\n"), "\(output)")
        #expect(output.contains("< - other (deleted on the remote; only the link goes)\n"), "\(output)")
        #expect(base.text("l/name") == "edited there" && base.text("l/real/x") == "x")
        #expect(base.text("l/other") == nil)
    }

    @Test("a file that became a folder, and the reverse, also with empty folders", arguments: [true, false])
    func kinds(isHere: Bool) async throws {
        let server = try await PeerServer(.vsftpd)
        let base = try TemporaryFolder()
        try base.write("l/file", "file")
        try base.write("l/folder/a", "a")
        try base.folder("l/folder/deep/empty")
        try base.write("l/anchor", "anchor")
        let words = ["sync", base.at("l"), server.url()]
        let environment = ["XDG_STATE_HOME": base.at("state")]
        #expect(try await Project.deploy(words, environment: environment).status == 0)
        let side = isHere ? base.at("l") : server.root
        try FileManager.default.removeItem(atPath: "\(side)/file")
        try FileManager.default.createDirectory(atPath: "\(side)/file/empty", withIntermediateDirectories: true)
        try Data("in".utf8).write(to: URL(fileURLWithPath: "\(side)/file/in"))
        try FileManager.default.removeItem(atPath: "\(side)/folder")
        try Data("now a file".utf8).write(to: URL(fileURLWithPath: "\(side)/folder"))
        if !isHere { try await server.own(server.root) }
        let result = try await Project.deploy(words, environment: environment)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try content(base.at("l")) == content(server.root))
        #expect(
            try content(server.root).keys.sorted() == ["anchor", "file", "file/empty", "file/in", "folder"])
        #expect(try await Project.deploy(words, environment: environment).output.hasPrefix("Nothing to do: "))
    }
}
