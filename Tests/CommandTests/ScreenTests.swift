import Foundation
import TestSupport
import Testing

/// What a person sees, and what a log gets.
@Suite("Terminals and logs")
struct ScreenTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.folder("out")
        try Tree.makeSite(folder, "site", files: 12)
        try folder.write(
            "site/.pyftpsync.yaml", "tasks: {default: {command: upload, remote: '\(folder.at("out"))'}}\n")
    }

    private func deployed() throws -> Bool { try Tree.served(folder.at("out")).values.count { $0 != nil } == 16 }

    private func shell(_ line: String, _ environment: [String: String] = [:]) async throws -> Program.Result {
        try await Program.run(
            "/bin/bash", ["-c", line], in: folder.at("site"),
            environment: environment.merging(["DEPLOY": Project.deploy]) { $1 })
    }

    private func terminal(
        _ arguments: [String], columns: Int = 80, _ environment: [String: String] = [:]
    ) async throws -> Program.Result {
        try await TerminalSession.deploy(
            arguments, in: folder.at("site"), environment: environment, columns: columns)
    }

    @Test("through a pipe: a line a change, no escape sequences, and none of what is only drawn")
    func pipe() async throws {
        let result = try await shell("\"$DEPLOY\" run | cat")
        #expect(result.status == 0 && !result.output.contains("\u{1B}") && !result.output.contains("\r"))
        #expect(result.output.contains("+ index.html (new, 15 bytes)\n"))
        #expect(result.output.split(separator: "\n").last?.hasPrefix("Deployed: 16 files sent (") == true)
        #expect(try deployed())
    }

    @Test("the reader of a pipe that goes away stops nothing")
    func brokenPipe() async throws {
        let result = try await shell("\"$DEPLOY\" run | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}")
        #expect(result.output == "0\n", "\(result.errors)")
        #expect(try deployed())
    }

    @Test("closed streams", arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "</dev/null >/dev/full 2>&1"])
    func closed(streams: String) async throws {
        let result = try await shell("\"$DEPLOY\" run \(streams)")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(try deployed())
        // Where streams are closed, no file of the run may get their numbers, and with them what is meant for a person.
        let sent = try Tree.served(folder.at("out"))
        #expect(
            try Tree.contents(of: folder.at("site")).allSatisfy { $0.key.hasPrefix(".") || sent[$0.key] == $0.value })
    }

    @Test("closed streams are taken by nothing that is opened later")
    func occupied() async throws {
        let port = try FreePort.find()
        let server = try Program(
            "/bin/bash",
            ["-c", "exec '\(Project.deploy)' serve . --anonymous --port \(port) <&- >&- 2>&-"], in: folder.at("out"))
        try await eventually("the server answers") { FreePort.accepts(port) }
        for number in 0...2 {
            let path = "/proc/\(server.pid)/fd/\(number)"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "/dev/null")
        }
        server.signal(15)
    }

    @Test("a dumb terminal gets no escape sequences, and is told to wait with nothing that is drawn over")
    func dumb() async throws {
        let result = try await terminal(["run"], ["TERM": "dumb"])
        #expect(result.status == 0 && !result.output.contains("\u{1B}"), "\(result.output)")
        #expect(!result.output.replacing("\r\n", with: "\n").contains("\r"))
        #expect(result.output.contains("Deployed: 16 files sent ("))
    }

    @Test("a terminal shows the changes as a tree, with colours; -v also why")
    func tree() async throws {
        let result = try await terminal(["run", "-n"])
        let text = result.output.replacing(#/\u{1B}\[[0-9]*[mK]/#, with: "").replacing("\r\n", with: "\n")
        #expect(text.contains("├ + css/                        2 files, "), "\(text)")
        #expect(text.contains("├ + index.html                  15 bytes\n"), "\(text)")
        #expect(result.output.contains("\u{1B}[32m+ index.html\u{1B}[0m"))
        let why = try await terminal(["run", "-n", "-v", "--no-color"])
        #expect(why.output.contains("├ + index.html                  15 bytes  (new)\r\n"), "\(why.output)")
    }

    @Test("no line that is drawn is wider than the terminal", arguments: [20, 60, 100, 200])
    func widths(columns: Int) async throws {
        let result = try await terminal(["run", "--no-color"], columns: columns)
        #expect(result.status == 0)
        let drawn = result.output.matches(of: #/\r([^\r\n]*)\u{1B}\[K/#).map(\.1).filter { !$0.isEmpty }
        #expect(!drawn.isEmpty)
        for line in drawn { #expect(line.count < columns, "\(line)") }
        // Before the first deployment there was nothing; the second one can be taken back.
        #expect(!result.output.contains("brings back"))
        try folder.write("site/index.html", "<h1>two</h1>\n")
        let second = try await terminal(["run", "--no-color"], columns: columns)
        #expect(second.output.contains("'deploy rollback --task default' brings back what was live before"))
    }

    @Test(
        "colour where it is wanted",
        arguments: [
            ([], [:], false), ([], ["CLICOLOR_FORCE": "1"], true), ([], ["CLICOLOR_FORCE": "0"], false),
            ([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false), (["--color"], ["NO_COLOR": "1"], true),
            (["--no-color"], ["CLICOLOR_FORCE": "1"], false),
        ] as [([String], [String: String], Bool)])
    func colour(arguments: [String], environment: [String: String], isColoured: Bool) async throws {
        let result = try await Project.deploy(
            ["run", "-n"] + arguments, in: folder.at("site"), environment: environment)
        #expect(result.output.contains("\u{1B}[") == isColoured, "\(result.output)")
    }

    @Test("on a terminal", arguments: [("NO_COLOR", "1"), ("CLICOLOR", "0"), ("TERM", "dumb")])
    func uncoloured(name: String, value: String) async throws {
        let result = try await terminal(["run", "-n"], [name: value])
        #expect(result.output.contains("Dry run") && result.output.firstMatch(of: #/\u{1B}\[[0-9]+m/#) == nil)
    }

    @Test("a run that is stopped by Ctrl-Z goes on where it was")
    func suspended() async throws {
        try folder.write("site/film.mp4", Data(count: 300 << 20))
        let result = try await TerminalSession.shell(
            "set -m; \"$DEPLOY\" run; echo \"stopped $?\"; fg >/dev/null; echo \"ended $?\"", in: folder.at("site"),
            steps: [("film.mp4 ", "\\x1a")])
        #expect(result.output.contains("stopped 148\r\n"), "\(result.output)")
        #expect(result.output.hasSuffix("ended 0\r\n"), "\(result.output)")
        #expect(try Tree.served(folder.at("out"))["film.mp4"]??.count == 300 << 20)
    }
}
