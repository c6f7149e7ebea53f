import Foundation
import TestSupport
import Testing

/// The real pyftpsync and this program on the same project, by turns.
@Suite("Beside pyftpsync", .serialized)
struct PyftpsyncTests {
    private struct Project: Sendable {
        let base: TemporaryFolder
        let server: PeerServer
        var local: String { base.at("local") }

        init() async throws {
            base = try TemporaryFolder()
            server = try await PeerServer(.pyftpdlib)
            try Tree.makeSite(base, "local", files: 20)
            // Files as they are found in a project: not all from this very second, and not at whole seconds.
            for (index, name) in try FileManager.default.subpathsOfDirectory(atPath: base.at("local")).enumerated() {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000.25 + Double(index) * 1_003.5)],
                    ofItemAtPath: base.at("local/\(name)"))
            }
        }

        func pyftpsync(_ words: [String]) async throws -> Program.Result {
            let result = try await Program.run(
                TestSupport.Project.root + "/.build/peers/venv/bin/pyftpsync",
                words + [local, server.url(), "--no-prompt", "--exclude=.deploy"])
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            return result
        }

        func deploy(_ words: [String]) async throws -> Program.Result {
            let result = try await TestSupport.Project.deploy(
                words + [local, server.url()], environment: ["XDG_STATE_HOME": base.at("state")])
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            return result
        }

        /// The lines about changes.
        func changes(_ result: Program.Result) -> [String] {
            result.output.split(separator: "\n").map(String.init).filter { line in
                ["+ ", "~ ", "- ", "> ", "< ", "! ", "  "].contains { line.hasPrefix($0) }
            }
        }

        func content(_ folder: String) throws -> [String: Data?] {
            // pyftpsync brings what is in there to the other side, unless it is told not to.
            try Tree.contents(of: folder) { !$0.hasPrefix(".deploy") && !$0.hasSuffix(".pyftpsync-meta.json") }
        }
    }

    @Test("a project that pyftpsync synchronized goes on without a needless transfer", arguments: ["sync", "upload"])
    func takeOver(command: String) async throws {
        let project = try await Project()
        _ = try await project.pyftpsync([command])
        let first = try await project.deploy([command])
        #expect(first.output.hasPrefix("Nothing to do: "))

        // The base is taken over too: one-sided edits and deletions are what they are.
        try project.base.write("local/page0.html", "edited here")
        try FileManager.default.removeItem(atPath: project.base.at("local/css/page1.html"))
        let second = try await project.deploy([command, "-v"])
        let lines = project.changes(second).filter { !$0.hasPrefix("  ") }
        #expect(
            lines
                == (command == "sync"
                    ? ["> ~ page0.html (changed here, 11 bytes)", "> - css/page1.html (deleted here)"]
                    : ["~ page0.html (changed here, 11 bytes)"]))
    }

    @Test("the first run after pyftpsync already knows what changed on which side")
    func takeOverWithEdits() async throws {
        let project = try await Project()
        _ = try await project.pyftpsync(["sync"])
        try project.base.write("local/page0.html", "edited here")
        try FileManager.default.removeItem(atPath: project.base.at("local/css/page1.html"))
        try Data("edited there".utf8).write(to: URL(fileURLWithPath: "\(project.server.root)/img/page2.html"))
        try FileManager.default.removeItem(atPath: "\(project.server.root)/ümlaut")
        try await project.server.own(project.server.root)
        let result = try await project.deploy(["sync"])
        #expect(
            project.changes(result) == [
                "< ~ img/page2.html (changed on the remote, 12 bytes)",
                "< - ümlaut/.pyftpsync-meta.json (pyftpsync's record of the folder)",
                "< - ümlaut/page11.html (deleted on the remote)", "< - ümlaut/page17.html (deleted on the remote)",
                "< - ümlaut/page5.html (deleted on the remote)", "< - ümlaut/ (deleted on the remote)",
                "> ~ page0.html (changed here, 11 bytes)", "> - css/page1.html (deleted here)",
            ])
        #expect(try project.content(project.local) == project.content(project.server.root))
    }

    @Test("both tools by turns: each takes over what the other one recorded")
    func turns() async throws {
        let project = try await Project()
        _ = try await project.pyftpsync(["sync"])
        for round in 0..<3 {
            try project.base.write("local/page0.html", "edited here \(round)")
            try project.base.write("local/new\(round).txt", "new")
            try Data("there \(round)".utf8).write(to: URL(fileURLWithPath: "\(project.server.root)/index.html"))
            _ = try await project.deploy(["sync"])
            #expect(try project.content(project.local) == project.content(project.server.root))
            let quiet = try await project.pyftpsync(["sync", "--resolve=skip"])
            #expect(!quiet.output.contains("COPY") && !quiet.output.contains("CONFLICT"), "\(quiet.output)")

            try FileManager.default.removeItem(atPath: project.base.at("local/new\(round).txt"))
            // pyftpsync sees no edit of the same length within two seconds.
            let text = "edited for pyftpsync" + String(repeating: "!", count: round)
            try project.base.write("local/page6.html", text)
            _ = try await project.pyftpsync(["sync"])
            let ours = try await project.deploy(["sync"])
            #expect(ours.output.hasPrefix("Nothing to do: "), "\(ours.output)")
        }
    }

    @Test("a folder that is gone here, and stays there, is no error")
    func goneFolder() async throws {
        let project = try await Project()
        _ = try await project.pyftpsync(["upload"])
        try FileManager.default.removeItem(atPath: project.base.at("local/css"))
        for _ in 0..<2 { _ = try await project.deploy(["upload"]) }
        #expect(!FileManager.default.fileExists(atPath: project.base.at("local/css")))
    }

    @Test("what was taken over from pyftpsync is recorded with its contents: a fresh clone sends nothing")
    func freshClone() async throws {
        let project = try await Project()
        _ = try await project.pyftpsync(["upload"])
        _ = try await project.deploy(["upload"])
        try project.base.folder("clone")
        _ = try await Program.run("/bin/cp", ["-r", project.local + "/.", project.base.at("clone")])
        _ = try await Program.run(
            "/usr/bin/find", [project.base.at("clone"), "-name", ".pyftpsync-meta.json", "-delete"])
        let result = try await TestSupport.Project.deploy(["upload", project.base.at("clone"), project.server.url()])
        #expect(result.output.hasPrefix("Nothing to do: "), "\(result.output)\(result.errors)")
    }

    @Test("metadata of another version is told, counts for nothing, and goes with --migrate")
    func otherVersion() async throws {
        let project = try await Project()
        _ = try await project.pyftpsync(["sync"])
        let file = project.base.at("local/.pyftpsync-meta.json")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try project.base.write(
            "local/.pyftpsync-meta.json",
            text.replacingOccurrences(of: "\"_file_version\":3", with: "\"_file_version\":2"))
        let result = try await project.deploy(["sync", "-n"])
        #expect(result.output.contains("layout 2"))
        #expect(FileManager.default.fileExists(atPath: file))
        _ = try await project.deploy(["sync", "--migrate"])
        #expect(project.base.text("local/.pyftpsync-meta.json")?.contains("\"_file_version\":2") != true)
    }

    @Test("while pyftpsync is at work, nothing is done; a lock that was left behind does not matter")
    func lock() async throws {
        let project = try await Project()
        let file = "\(project.server.root)/.pyftpsync-lock.json"
        try Data("{\"lock_time\": \(Date().timeIntervalSince1970), \"lock_holder\": null}".utf8)
            .write(to: URL(fileURLWithPath: file))
        let words = ["sync", project.local, project.server.url()]
        let result = try await TestSupport.Project.deploy(words)
        #expect(result.status == 1 && result.errors.contains("pyftpsync is at work on "))
        // An upload that lists nothing looks for it where pyftpsync is in use.
        try FileManager.default.removeItem(atPath: file)
        _ = try await project.pyftpsync(["upload"])
        _ = try await project.deploy(["upload"])
        try Data("{\"lock_time\": \(Date().timeIntervalSince1970), \"lock_holder\": null}".utf8)
            .write(to: URL(fileURLWithPath: file))
        try project.base.write("local/index.html", "edited")
        let upload = try await TestSupport.Project.deploy(
            ["upload", project.local, project.server.url()], environment: ["XDG_STATE_HOME": project.base.at("state")])
        #expect(upload.status == 1 && upload.errors.contains("pyftpsync is at work on "))
        try Data("{\"lock_time\": 1700000000.5, \"lock_holder\": null}".utf8).write(to: URL(fileURLWithPath: file))
        _ = try await project.deploy(["sync"])
    }
}
