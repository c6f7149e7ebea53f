import Foundation
import TestSupport
import Testing

/// The tool's own folder in other places, and servers with rules of their own for names and renames.
@Suite("Where the tool's folder lies, and servers that rename differently")
struct StatePlaceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ version: Int, in site: String = "site") throws {
        for name in ["index.html", "css/a.css", "inner/b.html", "inner/deep/c.txt"] {
            try folder.write("\(site)/\(name)", "\(version) of \(name)")
        }
        try folder.write("\(site)/inner/only-\(version).txt", "\(version)")
        try? FileManager.default.removeItem(atPath: folder.at("\(site)/inner/only-\(version - 1).txt"))
    }

    private func run(_ arguments: [String], memory: String = "state") async throws -> Program.Result {
        try await Project.deploy(
            arguments, environment: ["XDG_STATE_HOME": folder.at(memory), "NO_COLOR": "1", "TZ": "UTC"])
    }

    /// What is served, in whatever place the tool's own folder lies.
    private func served(_ root: String) throws -> [String: Data?] {
        try Tree.served(root).filter { name, _ in !["_deploy", "records"].contains(name.prefix { $0 != "/" }) }
    }

    /// Deploys two versions, goes back and forward, and expects each to be there whole.
    private func deployAndGoBack(
        _ url: String, root: String, remote: [String] = []
    ) async throws -> (first: String, second: String) {
        let upload = ["upload", folder.at("site"), url, "--delete", "-v"] + remote
        try write(1)
        let first = try await run(upload)
        try #require(first.status == 0, "\(first.errors)\(first.output)")
        let one = try served(folder.at("site"))
        #expect(try served(root) == one)
        // A machine that was never there finds the record.
        let again = try await run(upload, memory: "other")
        #expect(again.output.contains("Nothing to do: "), "\(again.errors)\(again.output)")
        try write(2)
        let second = try await run(upload)
        try #require(second.status == 0, "\(second.errors)\(second.output)")
        let two = try served(folder.at("site"))
        #expect(try served(root) == two)
        let runs = try await run(["history", "--remote", url] + remote).output.split(separator: "\n")
        try #require(runs.count == 2, "\(runs)")
        for (wanted, expected) in [([], one), ([String(runs[0].dropFirst(2).prefix(8))], two)] {
            let back = try await run(["rollback"] + wanted + ["--remote", url] + remote)
            #expect(back.status == 0, "\(back.errors)\(back.output)")
            #expect(try served(root) == expected, "\(wanted)")
        }
        return (first.output + first.errors, second.output + second.errors)
    }

    @Test("state: beside the remote folder; nothing of the tool's lies in it", arguments: Peer.allCases)
    func beside(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try FileManager.default.createDirectory(atPath: "\(server.root)/www", withIntermediateDirectories: true)
        try await server.own(server.root)
        _ = try await deployAndGoBack(
            server.url("/www"), root: "\(server.root)/www", remote: ["--state", "../records"])
        #expect(!FileManager.default.fileExists(atPath: "\(server.root)/www/.deploy"))
        let kept = try Tree.contents(of: "\(server.root)/records").keys
        #expect(kept.contains { $0.hasSuffix("/projects/site/manifest") } && !kept.contains("lock"))
    }

    @Test("state: another name in the remote folder, which is no part of the site")
    func inside() async throws {
        let server = try await PeerServer(.vsftpd)
        _ = try await deployAndGoBack(server.url(), root: server.root, remote: ["--state", "records"])
        #expect(FileManager.default.fileExists(atPath: "\(server.root)/records"))
    }

    @Test("a folder that is somebody else's is never taken for the tool's own")
    func foreign() async throws {
        let server = try await PeerServer(.own)
        try write(1)
        try FileManager.default.createDirectory(atPath: "\(server.root)/www", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(server.root)/blog", withIntermediateDirectories: true)
        try Data("theirs".utf8).write(to: URL(fileURLWithPath: "\(server.root)/blog/page.html"))
        let result = try await run(["upload", folder.at("site"), server.url("/www"), "--state", "../blog"])
        #expect(result.status == 1)
        #expect(result.errors.contains(": the folder /blog ('state') holds something else\n"), "\(result.errors)")
        #expect(try Tree.contents(of: "\(server.root)/blog").count == 1)
        let dotless = try await PeerServer(.pureFTPd, options: ["--no-dot-names"])
        try FileManager.default.createDirectory(atPath: "\(dotless.root)/_deploy", withIntermediateDirectories: true)
        try Data("theirs".utf8).write(to: URL(fileURLWithPath: "\(dotless.root)/_deploy/page.html"))
        try await dotless.own(dotless.root)
        let refused = try await run(["upload", folder.at("site"), dotless.url()])
        #expect(refused.errors.contains("help: allow the user to make it, or name another place with 'state'"))
        #expect(try Tree.contents(of: "\(dotless.root)/_deploy").count == 1)
    }

    @Test("records that are gone are made anew by adopt")
    func adopted() async throws {
        let server = try await PeerServer(.own)
        try write(1)
        try folder.write(
            "site/.pyftpsync.yaml", "tasks: {default: {command: upload, remote: '\(server.url())'}}")
        func deploy(_ command: String) async throws -> Program.Result {
            try await Project.deploy([command], in: folder.at("site"), environment: ["NO_COLOR": "1"])
        }
        #expect(try await deploy("run").status == 0)
        try FileManager.default.removeItem(atPath: "\(server.root)/.deploy")
        let refused = try await deploy("run")
        #expect(refused.errors.contains("the record of the last deployment is gone from .deploy"), "\(refused.errors)")
        #expect(try await deploy("adopt").output.hasPrefix("Adopted 5 files "))
        #expect(try await deploy("run").output.hasPrefix("Nothing to do: "))
    }

    @Test("a server that refuses names with a dot in front: the folder is _deploy, and everybody finds it")
    func dotNames() async throws {
        let server = try await PeerServer(.pureFTPd, options: ["--no-dot-names"])
        let said = try await deployAndGoBack(server.url(), root: server.root)
        #expect(
            said.first.contains("the server refuses the name .deploy: the tool's own folder there is _deploy\n"),
            "\(said.first)")
        #expect(!said.second.contains("refuses the name"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: server.root).contains("_deploy"))
        #expect(try await run(["unlock", "--remote", server.url()]).output.hasPrefix("No lock lies on "))
    }

    @Test("a server that never renames onto a name: said, and each file is put in place for all that")
    func noReplacing() async throws {
        let server = try await PeerServer(.pyftpdlib, options: ["--no-replace"])
        let said = try await deployAndGoBack(server.url(), root: server.root)
        let warning =
            "127.0.0.1:\(server.port) never renames onto a name that is taken: each file that is replaced is missing for a moment"
        #expect(said.second.contains(warning), "\(said.second)")
        #expect(try !Tree.contents(of: server.root).keys.contains { $0.contains("htdeploy") || $0.contains("rename-") })
        // Known from then on, before anything is changed.
        try write(3)
        let dry = try await run(["upload", folder.at("site"), server.url(), "--delete", "--dry-run"])
        #expect(dry.errors.contains(warning), "\(dry.errors)")
    }

    @Test(
        "a folder of the site on a file system of its own, into which nothing can be renamed", arguments: Peer.allCases)
    func otherFileSystem(peer: Peer) async throws {
        let root = folder.at("root")
        try folder.folder("root/inner")
        let mounted = try await Program.run("/bin/mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", "\(root)/inner"])
        #expect(mounted.status == 0, "\(mounted.errors)")
        do {
            let server = try await PeerServer(peer, root: root)
            try await server.own(root)
            _ = try await deployAndGoBack(server.url(), root: root)
            #expect(try !Tree.contents(of: root).keys.contains { $0.contains("htdeploy") })
        } catch {
            _ = try await Program.run("/bin/umount", ["-l", "\(root)/inner"])
            throw error
        }
        #expect(try await Program.run("/bin/umount", ["-l", "\(root)/inner"]).status == 0)
    }
}
