import Foundation
import TestSupport
import Testing

/// What has cost users of pyftpsync their files, each tried here: nothing is lost.
@Suite("Data losses that are known", .serialized)
struct DataLossTests {
    private let base: TemporaryFolder
    private var environment: [String: String] { ["XDG_STATE_HOME": base.at("state")] }

    init() throws { base = try TemporaryFolder() }

    private func deploy(_ words: [String]) async throws -> Program.Result {
        try await Project.deploy(words, in: base.path, environment: environment)
    }

    private func names(_ folder: String) throws -> [String] {
        try Tree.contents(of: base.at(folder)) { !$0.hasPrefix(".deploy") }.keys.sorted()
    }

    @Test("a download that is cut anywhere leaves the old file, and the next sync does not spread half of it")
    func cutDownload() async throws {
        let large = Data((0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 13) })
        for offset in [1, 5_000, 100_000, 399_999] {
            let server = try await PeerServer(.proftpd)
            try base.write("l\(offset)/file", "old")
            let proxy = try await CuttingProxy(to: server.port, cutting: .data, after: 1 << 40)
            func words(_ port: Int) -> [String] {
                ["sync", "l\(offset)", "ftp://tester:\(PeerServer.password)@127.0.0.1:\(port)/"]
            }
            #expect(try await deploy(words(server.port)).status == 0)
            await proxy.close()
            try large.write(to: URL(fileURLWithPath: "\(server.root)/file"))
            try await server.own(server.root)
            // The records of the pair know the address: the proxy has to be gone again for the second run.
            let cutting = try await CuttingProxy(to: server.port, cutting: .data, after: offset)
            let first = try await deploy(
                ["download"] + words(cutting.port).dropFirst() + ["--force", "--timeout", "20"])
            let content = try Data(contentsOf: URL(fileURLWithPath: base.at("l\(offset)/file")))
            #expect(content == (first.status == 0 ? large : Data("old".utf8)), "\(offset): \(first.errors)")
            await cutting.close()
            #expect(try names("l\(offset)") == ["file"])
            let second = try await deploy(words(server.port))
            #expect(second.status == 0, "\(second.errors)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: base.at("l\(offset)/file"))) == large)
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(server.root)/file")) == large)
        }
    }

    /// A server with one folder that lists like this.
    private func lister(_ rows: String) async throws -> ScriptedPeer {
        try await ScriptedPeer { command in
            if let step = ScriptedPeer.login(command) { return step }
            if command == "EPSV" { return .passive(sending: rows) }
            if command.hasPrefix("MLSD") {
                return command == "MLSD /" ? .reply("150 here it comes\r\n226 done") : .reply("550 no such folder")
            }
            return .reply("550 no")
        }
    }

    @Test(
        "a row of a listing that cannot be read, or names what no file can be called, stops a run: nothing looks deleted",
        arguments: [
            "type=file;size=1;modify=20260101000000; keep\r\nnonsense\r\ntype=file;size=1;modify=20260101000000; other\r\n",
            "type=file;size=1;modify=20260101000000; ../evil\r\n",
            "type=file;size=1;modify=20260101000000; sub/evil\r\n",
        ])
    func strangeRows(rows: String) async throws {
        for name in ["keep", "other", "third"] { try base.write("l/\(name)", "x") }
        let peer = try await lister(rows)
        let url = "ftp://tester:\(PeerServer.password)@127.0.0.1:\(peer.port)/"
        for words in [["download", "l", url, "--delete", "--force"], ["sync", "l", url]] {
            let result = try await deploy(words)
            #expect(result.status == 1, "\(result.output)")
            #expect(try names("l") == ["keep", "other", "third"])
        }
        #expect(try names("").filter { $0.contains("evil") } == [])
        #expect(!peer.commands.contains { $0.hasPrefix("STOR") || $0.hasPrefix("DELE") })
    }

    @Test("delete_unmatched spares the project file, .git and what 'exclude' names", arguments: ["upload", "download"])
    func unmatched(command: String) async throws {
        for side in ["l", "r"] {
            for name in [".git/config", ".pyftpsync.yaml", "keep.html", "\(side).txt", "private/notes", "cache/x"] {
                try base.write("\(side)/\(name)", side)
            }
        }
        let result = try await deploy([
            command, "l", "r", "--delete-unmatched", "--match=*.html", "--exclude=private,cache", "--resolve=skip",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let receiver = command == "upload" ? "r" : "l"
        let kept = [".git/config", ".pyftpsync.yaml", "private/notes", "cache/x", "keep.html"]
        #expect(kept.allSatisfy { base.text("\(receiver)/\($0)") == receiver })
        #expect(base.text("\(receiver)/\(receiver).txt") == nil)
        #expect(base.text("\(receiver == "r" ? "l" : "r")/\(receiver == "r" ? "l" : "r").txt") != nil)
    }

    @Test("an excluded folder on both sides is not entered, a new one not copied, one in a deleted folder stays")
    func excluded() async throws {
        try base.write("l/both/x", "here")
        try base.write("r/both/x", "there")
        try base.write("l/sub/only/x", "here")
        try base.write("l/sub/a", "a")
        try base.write("l/index", "i")
        let words = ["sync", "l", "r", "--exclude=both,only"]
        #expect(try await deploy(words).status == 0)
        #expect(base.text("l/both/x") == "here" && base.text("r/both/x") == "there" && base.text("r/sub/only/x") == nil)
        try FileManager.default.removeItem(atPath: base.at("r/sub"))
        #expect(try await deploy(words).status == 0)
        #expect(base.text("l/sub/a") == nil && base.text("l/sub/only/x") == "here")
    }

    @Test("what was deleted on both sides is forgotten, what was found equal is recorded")
    func records() async throws {
        try base.write("l/a", "same")
        _ = try await Program.run("/bin/cp", ["-rp", base.at("l"), base.at("r")])
        try base.write("l/b", "b")
        let words = ["sync", "l", "r"]
        #expect(try await deploy(words).status == 0)
        // Found equal: a later edit on one side is no conflict, a later deletion does not come back.
        try base.write("r/a", "edited there")
        #expect(try await deploy(words).output.hasPrefix("< ~ a (changed on the remote"))
        for side in ["l", "r"] { try FileManager.default.removeItem(atPath: base.at("\(side)/b")) }
        #expect(try await deploy(words).output.hasPrefix("Nothing to do: "))
        try base.write("r/b", "anew")
        #expect(try await deploy(words).output.hasPrefix("< + b (new on the remote"))
        try FileManager.default.removeItem(atPath: base.at("l/a"))
        #expect(try await deploy(words).output.hasPrefix("> - a (deleted here)"))
    }

    @Test("an empty side never deletes the other one", arguments: ["l", "r"])
    func emptySide(side: String) async throws {
        try base.write("l/a", "a")
        try base.write("l/b/c", "c")
        try base.folder("r")
        #expect(try await deploy(["sync", "l", "r"]).status == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: base.at(side)) where name != ".deploy" {
            try FileManager.default.removeItem(atPath: base.at("\(side)/\(name)"))
        }
        let result = try await deploy(["sync", "l", "r"])
        let other = side == "l" ? "r" : "l"
        #expect(base.text("\(other)/a") == "a" && base.text("\(other)/b/c") == "c", "\(result.output)\(result.errors)")
        #expect(result.status == 1 && result.errors.contains("deletions were refused"))
    }

    @Test("a folder that was made anew at the same path has deleted nothing, on either side", arguments: ["l", "r"])
    func anotherFolder(side: String) async throws {
        for name in ["a", "b"] { try base.write("l/\(name)", name) }
        try base.folder("r")
        #expect(try await deploy(["sync", "l", "r"]).status == 0)
        // Its inode number may well be used again.
        try FileManager.default.removeItem(atPath: base.at(side))
        try base.write("\(side)/a", "a")
        let result = try await deploy(["sync", "l", "r"])
        #expect(result.status == 0 && result.output.contains("/\(side) is another folder than at the last run"))
        #expect(base.text("r/b") == "b" && base.text("l/b") == "b")
    }

    @Test("a folder is not synchronized with itself or what is in it")
    func nested() async throws {
        try base.write("l/a", "a")
        try base.folder("l/sub")
        for remote in ["l", "l/sub"] {
            let result = try await deploy(["sync", "l", remote])
            #expect(result.status == 2 && result.errors.contains("[nested-folders]"))
        }
        #expect(try names("l") == ["a", "sub"])
    }
}
