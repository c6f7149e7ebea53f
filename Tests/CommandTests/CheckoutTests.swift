import Foundation
import TestSupport
import Testing

/// Several checkouts of one repository that deploy to the same place.
@Suite("Several checkouts")
struct CheckoutTests {
    private let base: TemporaryFolder

    /// A repository with a site and a project file, its clone `a`, and where it goes.
    init() async throws {
        base = try TemporaryFolder()
        try base.folder("server")
        try base.write("origin/site/index.html", "1")
        try base.write("origin/site/css/a.css", "1")
        try base.write("origin/site/about.html", "1")
        try base.write(
            "origin/.pyftpsync.yaml",
            "default_task: live\ntasks:\n  live: {command: upload, local: site, remote: ../server}\n"
                + "  sync: {command: sync, local: site, remote: ../server}\n"
                + "  down: {command: download, local: site, remote: ../server}\n")
        try await git("init -q -b main", in: "origin")
        try await commit("first", in: "origin")
        try await clone("a")
    }

    @discardableResult
    private func git(_ words: String, in folder: String) async throws -> String {
        let identity = ["-c", "user.name=Joe", "-c", "user.email=joe@example.com", "-c", "protocol.file.allow=always"]
        let result = try await Program.run(
            "/usr/bin/git", identity + words.split(separator: " ").map(String.init), in: base.at(folder))
        try #require(result.status == 0, "git \(words): \(result.errors)")
        return result.output.filter { $0 != "\n" }
    }

    private func commit(_ message: String, in folder: String) async throws {
        try await git("add -A", in: folder)
        try await git("commit -q -m \(message)", in: folder)
    }

    private func clone(_ name: String) async throws { try await git("clone -q \(base.at("origin")) \(name)", in: "") }

    private func deploy(_ words: [String] = ["run"], in folder: String) async throws -> Program.Result {
        try await Project.deploy(words, in: base.at(folder), environment: ["USER": folder])
    }

    private func served() throws -> [String: String] {
        try Tree.served(base.at("server")).compactMapValues { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test("by turns, each after a pull: no conflict, and only what changed is sent")
    func turns() async throws {
        try await clone("b")
        #expect(try await deploy(in: "a").status == 0)
        for (turn, name) in ["b", "a", "b", "a", "a", "b"].enumerated() {
            try await git("pull -q", in: name)
            try base.write("\(name)/site/index.html", "turn \(turn)")
            try await commit("turn\(turn)", in: name)
            try await git("push -q origin HEAD:refs/heads/next", in: name)
            try await git("merge -q next", in: "origin")
            let result = try await deploy(in: name)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.hasPrefix("~ index.html (changed here, 6 bytes)\nDeployed: 1 file sent"))
        }
        #expect(try served()["index.html"] == "turn 5")
    }

    @Test("an outdated checkout is stopped, and told who deployed what when")
    func outdated() async throws {
        try await clone("b")
        #expect(try await deploy(in: "b").status == 0)
        try base.write("a/site/index.html", "by a")
        try FileManager.default.removeItem(atPath: base.at("a/site/about.html"))
        try await commit("second", in: "a")
        #expect(try await deploy(["run", "--delete"], in: "a").status == 0)
        let head = try await git("rev-parse HEAD", in: "a")

        try base.write("b/site/css/a.css", "by b")
        let before = try served()
        let result = try await deploy(in: "b")
        #expect(result.status == 1)
        let lines = result.errors.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("error: a@") && lines[0].contains(" deployed on 20"))
        #expect(
            lines[0].contains(
                " (commit \(head.prefix(12))), after this checkout was last deployed; this run would undo"))
        #expect(lines[1...].contains("  about.html") && lines[1...].contains("  index.html"))
        #expect(
            result.errors.hasSuffix("help: take those changes over first (git pull), or --force to deploy this state\n")
        )
        #expect(try served() == before)

        // With the other's commit it goes on; and whoever insists may.
        try await git("push -q origin HEAD:refs/heads/next", in: "a")
        try await git("pull -q origin next", in: "b")
        let merged = try await deploy(in: "b")
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(try served() == ["index.html": "by a", "css/a.css": "by b"])
    }

    @Test("a clone that never deployed knows by its history that it is outdated; without a history nothing is known")
    func outdatedClone() async throws {
        try base.write("a/site/index.html", "by a")
        try await commit("second", in: "a")
        #expect(try await deploy(in: "a").status == 0)
        try await clone("old")
        let result = try await deploy(in: "old")
        #expect(result.status == 1 && result.errors.contains("this run would undo it in 1 file:\n  index.html\n"))
        #expect(try await deploy(["run", "--force"], in: "old").status == 0)
        #expect(try served()["index.html"] == "1")
    }

    @Test("copies without git notice it by what they have seen themselves")
    func copies() async throws {
        try FileManager.default.removeItem(atPath: base.at("a/.git"))
        #expect(try await deploy(in: "a").status == 0)
        _ = try await Program.run("/bin/cp", ["-r", base.at("a"), base.at("b")])
        try base.write("a/site/index.html", "by a")
        #expect(try await deploy(in: "a").status == 0)
        try base.write("b/site/about.html", "by b")
        let result = try await deploy(in: "b")
        #expect(result.status == 1 && result.errors.contains("this run would undo it in 1 file:\n  index.html\n"))
        // A download takes it over, and what is made of it then is no relapse.
        let taken = try await deploy(["run", "down", "--force", "--match", "index.html"], in: "b")
        #expect(taken.status == 0, "\(taken.errors)")
        try base.write("b/site/index.html", "by a, then by b")
        let again = try await deploy(in: "b")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try served() == ["index.html": "by a, then by b", "css/a.css": "1", "about.html": "by b"])
    }

    @Test("a clone with the last commit alone, as CI services make it, deploys")
    func shallow() async throws {
        #expect(try await deploy(in: "a").status == 0)
        try base.write("origin/site/index.html", "2")
        try await commit("second", in: "origin")
        try await git("clone -q --depth 1 file://\(base.at("origin")) ci", in: "")
        let result = try await deploy(in: "ci")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try served()["index.html"] == "2")
    }

    @Test("what was deployed without a commit is not known by one")
    func uncommitted() async throws {
        try await clone("b")
        #expect(try await deploy(in: "a").status == 0)
        #expect(try await deploy(in: "b").status == 0)
        try base.write("b/site/index.html", "never committed")
        #expect(try await deploy(in: "b").status == 0)
        try base.write("a/site/about.html", "by a")
        let result = try await deploy(in: "a")
        #expect(result.status == 1 && result.errors.contains("undo it in 1 file:\n  index.html\n"))
    }

    @Test("a fresh clone synchronizes without a transfer: the manifest knows the contents")
    func freshClone() async throws {
        #expect(try await deploy(in: "a").status == 0)
        try await clone("fresh")
        let result = try await deploy(["run", "sync"], in: "fresh")
        #expect(result.status == 0 && result.output.hasPrefix("Nothing to do: "), "\(result.output)\(result.errors)")
    }

    @Test("a clone that lacks files never deletes them")
    func partialClone() async throws {
        #expect(try await deploy(["run", "sync"], in: "a").status == 0)
        try await clone("partial")
        try FileManager.default.removeItem(atPath: base.at("partial/site/css"))
        try FileManager.default.removeItem(atPath: base.at("partial/site/about.html"))
        let before = try served()
        let result = try await deploy(["run", "sync"], in: "partial")
        #expect(result.status == 0)
        #expect(!result.output.contains("deleted"))
        #expect(try served() == before)
        #expect(base.text("partial/site/about.html") == "1" && base.text("partial/site/css/a.css") == "1")
    }
}
