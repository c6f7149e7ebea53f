import Foundation
import TestSupport
import Testing

/// The built program with conflicts, in a terminal and without one.
@Suite("Conflicts")
struct ConflictTests {
    private let base: TemporaryFolder

    /// Two folders that were the same, and three conflicts: an edit on both sides, and a deletion against an edit each way.
    init() async throws {
        base = try TemporaryFolder()
        for name in ["a", "b", "c"] { try base.write("l/\(name)", "\(name) before\n") }
        try base.folder("r")
        try #require(try await deploy(["sync"]).status == 0)
        try base.write("l/a", "a here\n")
        try base.write("r/a", "a there, longer\n")
        try base.write("l/b", "b here\n")
        try FileManager.default.removeItem(atPath: base.at("r/b"))
        try FileManager.default.removeItem(atPath: base.at("l/c"))
        try base.write("r/c", "c there\n")
    }

    private var environment: [String: String] { ["XDG_STATE_HOME": base.at("state")] }

    private func deploy(_ words: [String]) async throws -> Program.Result {
        try await Project.deploy(words + ["l", "r"], in: base.path, environment: environment)
    }

    private func type(_ command: String, _ steps: [TerminalSession.Step]) async throws -> Program.Result {
        try await TerminalSession.deploy(
            [command, "l", "r"], in: base.path, environment: environment, steps: steps)
    }

    /// What both sides hold: the texts of a, b and c.
    private var state: [String] {
        ["l", "r"].map { side in
            ["a", "b", "c"].map { base.text("\(side)/\($0)")?.filter { $0 != "\n" } ?? "-" }.joined(separator: "|")
        }
    }

    private static let untouched = ["a here|b here|-", "a there, longer|-|c there"]
    private static let question = "[h]elp: "

    @Test("each is asked about; looks and wrong keys decide nothing")
    func keys() async throws {
        let result = try await type(
            "sync",
            [
                (Self.question, "d\\r"), (Self.question, "b\\r"), (Self.question, "x\\r"), (Self.question, "r\\r"),
                (Self.question, "n\\r"), (Self.question, "l\\r"), (Self.question, "s\\r"),
            ])
        #expect(result.status == 0)
        #expect(state == ["a there, longer|b here|-", "a there, longer|b here|c there"])
        #expect(result.output.contains("- a there, longer") && result.output.contains("they differ from byte 2 on"))
        #expect(result.output.contains("That cannot be decided like this: one of the two is gone."))
        #expect(result.output.contains("1 conflict left alone"))
    }

    @Test(
        "capitals decide what follows too",
        arguments: [
            ("L", ["a here|b here|-", "a here|b here|-"]),
            ("R", ["a there, longer|-|c there", "a there, longer|-|c there"]), ("S", untouched),
        ])
    func capitals(key: String, expected: [String]) async throws {
        #expect(try await type("sync", [(Self.question, "\(key)\\r")]).status == 0)
        #expect(state == expected)
    }

    @Test("Ctrl-C and the end of the input leave everything as it was", arguments: [("\\x03", 3), ("\\x04", 1)])
    func stopped(key: String, status: Int32) async throws {
        let result = try await type("sync", [(Self.question, "l\\r"), (Self.question, key)])
        #expect(result.status == status)
        #expect(state == Self.untouched)
    }

    @Test("uploads offer the local side, downloads the remote one")
    func oneWay() async throws {
        let upload = try await type("upload", [("Use [l]ocal, [s]kip?", "L\\r")])
        #expect(upload.status == 0)
        #expect(state == ["a here|b here|-", "a here|b here|c there"])
        let download = try await type("download", [("Use [r]emote, [s]kip?", "S\\r")])
        #expect(download.status == 0)
    }

    @Test("without a terminal a sync and a download leave conflicts alone and say so; an upload stops")
    func noTerminal() async throws {
        let sync = try await deploy(["sync"])
        #expect(sync.status == 0)
        #expect(sync.output.contains("! a (conflict: changed here and on the remote)\n"))
        #expect(sync.output.contains("3 conflicts left alone"))
        #expect(state == Self.untouched)
        #expect(try await deploy(["sync", "--report-problems"]).status == 10)
        #expect(try await deploy(["download"]).status == 0)
        let upload = try await deploy(["upload"])
        #expect(upload.status == 1)
        #expect(
            upload.errors == """
                error: 2 conflicts; nothing was changed:
                  a: changed here and on the remote
                  b: changed here, deleted on the remote
                  help: --resolve local sends the local files, --resolve skip deploys the rest

                """)
        #expect(state == Self.untouched)
    }
}
