import DeployModel
import FileTree
import Foundation
import Presentation
import TestSupport
import Testing

/// Every event of a run as JSON, against the schema.
@Suite("Events as JSON")
struct EventRecordTests {
    private static let program = """
        import json, sys
        import jsonschema
        schema = json.load(open(sys.argv[1]))
        validator = jsonschema.Draft202012Validator(schema)
        seen = set()
        for line in open(sys.argv[2]):
            record = json.loads(line)
            for error in validator.iter_errors(record):
                print(line, error.message)
            seen.add(record["event"])
        print(" ".join(sorted(seen)))
        """

    private func validated(_ lines: [String]) async throws -> String {
        let folder = try TemporaryFolder()
        try folder.write("lines", lines.map { $0 + "\n" }.joined())
        let result = try await Program.run(
            "/usr/bin/python3",
            ["-c", Self.program, "\(Project.root)/schema/events.schema.json", folder.at("lines")])
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test("every event is as the schema says, and what is wrong is found")
    func events() async throws {
        let path = try #require(RelativePath("css/a \"b\".css"))
        let change = Change(.create, path, size: 12, reason: "new")
        var changes = ChangeSet()
        changes.changes = [change, Change(.deleteFolder, path, reason: "gone here")]
        let events: [ExecutionEvent] = [
            .building("make"), .connecting, .connected(greeting: "220 \u{1B}[31mred"), .scanning, .skippedName("a: b"),
            .unusedPatterns([Located("*.x", .builtIn)]),
            .classified([Classification(path: path, local: "new", remote: "missing", decision: "send")]),
            .compared(changes), .recovered("r"), .waiting("ftp://joe:geheim@h/"), .started(change),
            .staged(change, reused: true), .hook(.before, "true"), .hookOutput(["a", "b"]),
            .checked(url: "https://h/", problem: nil), .keeping(files: 1, bytes: 2), .switching(count: 3),
            .done(change),
            .recorded, .takenBack,
        ]
        var lines = events.compactMap { EventRecord.line($0, seconds: 1.2345) }
        #expect(lines.count == events.count)
        #expect(EventRecord.line(.sent(path, bytes: 5), seconds: 0) == nil)
        var outcome = Outcome()
        outcome.run = "0123"
        lines.append(
            EventRecord.finished(outcome, location: .folder("/x"), seconds: 2))
        lines.append(EventRecord.dryRun(changes, seconds: 2))
        lines.append(EventRecord.stopped(seconds: 2))
        lines.append(EventRecord.failed("no: ftp://joe:geheim@h/x", help: nil, seconds: 2))
        let output = try await validated(lines)
        #expect(
            output
                == "building checked classified compared connected connecting done dry_run failed finished hook hook_output keeping recorded recovered scanning skipped staged started stopped switching taken_back unused_patterns waiting\n"
        )
        #expect(!lines.joined().contains("geheim") && !lines.joined().contains("\u{1B}"))
        #expect(
            lines[10]
                == #"{"version": 1, "event": "started", "milliseconds": 1235, "path": "css/a \"b\".css", "size": 12}"#)
        let wrong = try await validated([lines[10].replacing("\"size\": 12", with: "\"size\": -1, \"more\": 1")])
        #expect(wrong.contains("is not valid under any of the given schemas"), "\(wrong)")
    }

    @Test("a real run in each of its endings")
    func runs() async throws {
        let folder = try TemporaryFolder()
        try folder.write("site/index.html", "one")
        try folder.write("site/a/b.css", "b")
        try folder.folder("out")
        func run(_ more: String...) async throws -> [String] {
            try await Project.deploy(
                ["upload", "site", "out", "--format", "json"] + more, in: folder.path,
                environment: ["HOME": folder.path]
            ).output.split(separator: "\n").map(String.init)
        }
        let (dry, first) = (try await run("--dry-run"), try await run("-v"))
        try folder.write("site/index.html", "two")
        try Data("theirs".utf8).write(to: URL(fileURLWithPath: folder.at("out/index.html")))
        let failed = try await run()
        #expect(dry.last?.contains(#""event": "dry_run""#) == true)
        #expect(first.last?.contains(#""files_sent": 2"#) == true && first.last?.contains(#""run": ""#) == true)
        #expect(failed.last?.contains(#""event": "failed""#) == true)
        let seen = try await validated(dry + first + failed)
        #expect(seen == "compared connected done dry_run failed finished recorded scanning staged started switching\n")
    }

    @Test("a step of GitHub Actions gets outputs and a summary; without one nothing is written")
    func job() async throws {
        let folder = try TemporaryFolder()
        try folder.write("site/in|dex.html", "one")
        try folder.folder("out")
        let environment = [
            "HOME": folder.path, "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": folder.at("outputs"),
            "GITHUB_STEP_SUMMARY": folder.at("summary"), "NO_COLOR": "1",
        ]
        func run(_ more: String...) async throws -> Program.Result {
            try await Project.deploy(["upload", "site", "out"] + more, in: folder.path, environment: environment)
        }
        _ = try await run("--dry-run")
        let nothing = "uploaded=0\ndeleted=0\nbytes=0\nchanged=false\nrelease=\n"
        #expect(folder.text("outputs") == nothing)
        #expect(folder.text("summary")?.contains("Dry run, nothing was changed: 1 file to send (3 bytes)") == true)
        _ = try await run()
        let outputs = try #require(folder.text("outputs"))
        #expect(outputs.hasPrefix(nothing + "uploaded=1\ndeleted=0\nbytes=3\nchanged=true\nrelease="))
        #expect(outputs.split(separator: "=").last?.count == 33)
        let summary = try #require(folder.text("summary"))
        #expect(summary.contains("| + | in&#124;dex.html | 3 bytes | new |\n"), "\(summary)")
        _ = try await run()
        #expect(folder.text("outputs")?.hasSuffix("uploaded=0\ndeleted=0\nbytes=0\nchanged=false\nrelease=\n") == true)
        let plain = try await Project.deploy(
            ["upload", "site", "out"], in: folder.path,
            environment: ["GITHUB_OUTPUT": folder.at("other"), "HOME": folder.path])
        #expect(plain.status == 0 && folder.text("other") == nil)
    }
}
