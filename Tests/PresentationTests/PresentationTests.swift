import DeployModel
import Diagnostics
import FileTree
import Presentation
import Synchronization
import Testing

@Suite("What people see")
struct PresentationTests {
    private let plain = Style(usesColour: false)

    @Test(
        "bytes",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1_023, "1023 bytes"), (1_024, "1.0 KB"), (1_536, "1.5 KB"),
            (1_048_575, "1.0 MB"), (5_368_709_120, "5.0 GB"),
        ] as [(Int64, String)])
    func bytes(count: Int64, text: String) { #expect(Quantity.bytes(count) == text) }

    @Test(
        "seconds",
        arguments: [(0.04, "0.0 s"), (9.94, "9.9 s"), (12.2, "12 s"), (200, "3 min 20 s"), (7_500, "2 h 5 min")])
    func seconds(value: Double, text: String) { #expect(Quantity.seconds(value) == text) }

    @Test("changes, one line each")
    func changes() throws {
        let path = try #require(RelativePath("a\nb"))
        #expect(
            ChangeText.line(Change(.create, path, size: 10, reason: "new"), style: plain)
                == "+ a\\u{a}b (new, 10 bytes)")
        #expect(
            ChangeText.line(Change(.replace, path, size: 1, reason: "changed here"), style: plain)
                == "~ a\\u{a}b (changed here, 1 byte)")
        #expect(
            ChangeText.line(Change(.deleteFolder, path, reason: "deleted here"), style: plain)
                == "- a\\u{a}b/ (deleted here)")
        let painted = ChangeText.line(Change(.deleteFile, path, reason: "x"), style: Style(usesColour: true))
        #expect(painted == "\u{1B}[31m- a\\u{a}b\u{1B}[0m \u{1B}[90m(x)\u{1B}[0m")
    }

    @Test("the summary counts what was done, and says where")
    func outcome() {
        var outcome = Outcome()
        outcome.unchanged = 1
        func text(_ withRate: Bool) -> String {
            OutcomeText.render(outcome, location: .folder("/srv"), seconds: 2, withRate: withRate, style: plain)
        }
        #expect(text(false) == "Nothing to do: 1 path the same on both sides – /srv (2.0 s)")
        outcome.filesWritten = 2
        outcome.bytesSent = 4_096
        outcome.filesDeleted = 1
        outcome.conflictsSkipped = 1
        let expected = "Deployed: 2 files sent (4.0 KB), 1 file deleted, 1 conflict left alone – /srv (2.0 s, 2.0 KB/s)"
        #expect(text(true) == expected)
    }

    private func output(_ columns: Int?, level: Int, _ events: [ExecutionEvent]) -> String {
        let written = Written()
        let reporter = RunReporter(
            output: RunReporter.Output(write: { written.add($0) }, columns: { columns }, seconds: { 0 }), style: plain,
            verbosity: Verbosity(level), listsConflicts: true)
        for event in events { reporter.report(event) }
        reporter.finish()
        return written.text
    }

    private var events: [ExecutionEvent] {
        get throws {
            let path = try #require(RelativePath("a.html"))
            var changes = ChangeSet()
            changes.changes = [Change(.create, path, size: 10, reason: "new")]
            changes.unchanged = [try #require(RelativePath("b"))]
            changes.conflicts = [Conflict(try #require(RelativePath("c")), "changed here and on the remote")]
            return [
                .connected(greeting: "hi\u{1B}[2J"), .scanning, .compared(changes), .started(changes.changes[0]),
                .sent(path, bytes: 10), .staged(changes.changes[0], reused: false), .switching(count: 1),
                .done(changes.changes[0]), .recorded,
            ]
        }
    }

    @Test(
        "each level tells more",
        arguments: [
            (1, ""), (2, "! c (conflict: changed here and on the remote)\n"),
            (3, "! c (conflict: changed here and on the remote)\n+ a.html (new, 10 bytes)\n"),
            (4, "= b\n! c (conflict: changed here and on the remote)\nstaged: a.html\n+ a.html (new, 10 bytes)\n"),
            (
                5,
                "server: hi\\u{1b}[2J\n= b\n! c (conflict: changed here and on the remote)\nstaged: a.html\n+ a.html (new, 10 bytes)\n"
            ),
        ])
    func levels(level: Int, expected: String) throws {
        #expect(output(nil, level: level, try events) == expected)
    }

    @Test("on a terminal a line of progress stands below and never in a line of its own", arguments: [20, 80])
    func progress(columns: Int) throws {
        let text = output(columns, level: 3, try events)
        #expect(text.hasSuffix("+ a.html (new, 10 bytes)\n"))
        for piece in text.split(separator: "\r").flatMap({ $0.split(separator: "\n") }) {
            #expect(piece.replacing("\u{1B}[K", with: "").count < max(columns, 47))
        }
    }
}

private final class Written: Sendable {
    private let pieces = Mutex("")
    var text: String { pieces.withLock { $0 } }
    func add(_ text: String) { pieces.withLock { $0 += text } }
}
