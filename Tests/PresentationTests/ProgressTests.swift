import DeployModel
import FileTree
import Presentation
import Synchronization
import Testing

/// The line of progress, and the sections of a job's log.
@Suite("While a run goes on")
struct ProgressTests {
    private final class Screen: Sendable {
        private let state = Mutex((text: "", time: 0.0, columns: Int?.some(80)))
        var text: String { state.withLock { $0.text } }
        var time: Double {
            get { state.withLock { $0.time } }
            set { state.withLock { $0.time = newValue } }
        }
        var columns: Int? {
            get { state.withLock { $0.columns } }
            set { state.withLock { $0.columns = newValue } }
        }
        func add(_ text: String) { state.withLock { $0.text += text } }
        /// What the line was drawn as the last time.
        var line: String {
            let drawn = text.split(separator: "\r").last ?? ""
            return String(drawn.replacing("\u{1B}[K", with: ""))
        }
    }

    private func reporter(_ screen: Screen, sections: LogSections? = nil) -> RunReporter {
        RunReporter(
            output: RunReporter.Output(
                write: { screen.add($0) }, columns: { screen.columns }, seconds: { screen.time }, now: { 1_000 }),
            style: Style(usesColour: false), verbosity: .changes, listsConflicts: true, sections: sections)
    }

    private func file(_ name: String, _ size: Int64) throws -> Change {
        Change(.create, try #require(RelativePath(name)), size: size, reason: "new")
    }

    /// Two large files half-way, one small one done.
    private func run(_ reporter: RunReporter, _ screen: Screen) throws {
        var changes = ChangeSet()
        changes.changes = [try file("img/film.mp4", 40 << 20), try file("img/日本.jpg", 20 << 20), try file("a", 1)]
        for event: ExecutionEvent in [.scanning, .compared(changes)] { reporter.report(event) }
        for change in changes.changes { reporter.report(.started(change)) }
        screen.time = 1
        reporter.report(.sent(changes.changes[0].path, bytes: 1 << 20))
        screen.time = 2
        reporter.report(.sent(changes.changes[0].path, bytes: 19 << 20))
        reporter.report(.sent(changes.changes[2].path, bytes: 1))
        reporter.report(.staged(changes.changes[2], reused: false))
        screen.time = 3
        reporter.report(.sent(changes.changes[1].path, bytes: 10 << 20))
    }

    @Test(
        "what does not fit goes, the less important first",
        arguments: [
            (
                200,
                "49 %  ▕███████·········▏  1/3 files  30.0 MB  10.0 MB/s  3.0 s left  img/film.mp4 50 %, img/日本.jpg 50 %"
            ),
            (90, "49 %  ▕███████·········▏  1/3 files  30.0 MB  10.0 MB/s  3.0 s left  img/film.mp4 50 % +1"),
            (60, "49 %  1/3 files  30.0 MB  10.0 MB/s  3.0 s left"),
            (40, "49 %  1/3 files  30.0 MB  3.0 s left"), (30, "49 %  1/3 files  3.0 s left"),
            (20, "49 %  1/3 files"), (12, "49 %"), (1, "49 %"),
        ])
    func widths(columns: Int, expected: String) throws {
        let screen = Screen()
        screen.columns = columns
        try run(reporter(screen), screen)
        #expect(screen.line == expected)
    }

    @Test("no width is ever exceeded, whatever is being sent", arguments: [11, 25, 40, 60, 79, 80, 81, 120, 200])
    func fits(columns: Int) throws {
        let screen = Screen()
        screen.columns = columns
        try run(reporter(screen), screen)
        for piece in screen.text.split(separator: "\r") {
            #expect(DisplayWidth.of(String(piece.replacing("\u{1B}[K", with: ""))) < columns)
        }
    }

    @Test("a terminal that is no longer ours is left as it is; one that is back gets the line again")
    func stopped() throws {
        let screen = Screen()
        let reporter = reporter(screen)
        try run(reporter, screen)
        screen.columns = nil
        screen.time = 4
        let before = screen.text
        let path = try #require(RelativePath("img/film.mp4"))
        reporter.report(.sent(path, bytes: 1))
        reporter.finish()
        #expect(screen.text == before)
        screen.columns = 80
        screen.time = 5
        reporter.report(.sent(path, bytes: 1))
        #expect(screen.text.count > before.count)
    }

    @Test("a log is told now and then how far a run is")
    func heartbeat() throws {
        let screen = Screen()
        screen.columns = nil
        let reporter = reporter(screen)
        try run(reporter, screen)
        #expect(screen.text.isEmpty)
        let path = try #require(RelativePath("img/film.mp4"))
        for time in [19.0, 21, 22, 30, 42] {
            screen.time = time
            reporter.report(.sent(path, bytes: 1 << 20))
        }
        let lines = screen.text.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("5") && !$0.contains("\r") }, "\(screen.text)")
    }

    @Test("sizes that no server can mean break nothing")
    func hostile() throws {
        let screen = Screen()
        let reporter = reporter(screen)
        var changes = ChangeSet()
        changes.changes = [try file("a", .max), try file("b", .max)]
        reporter.report(.compared(changes))
        for change in changes.changes { reporter.report(.started(change)) }
        for time in 1...5 {
            screen.time = Double(time)
            reporter.report(.sent(changes.changes[0].path, bytes: 1))
        }
        #expect(screen.line.hasPrefix("0 %  ") && !screen.line.contains("left"), "\(screen.line)")
        reporter.report(.staged(changes.changes[0], reused: true))
        reporter.report(.staged(changes.changes[1], reused: true))
        #expect(Quantity.seconds(.infinity) == "more than a year" && Quantity.seconds(1e300) == "more than a year")
    }

    private var events: [ExecutionEvent] {
        get throws {
            let change = try file("a", 1)
            return [
                .connected(greeting: ""), .scanning, .compared(ChangeSet()), .hook(.before, "make"),
                .hookOutput(["::error::x", "done"]), .started(change), .staged(change, reused: false),
                .switching(count: 1), .done(change), .recovered("the disk is full"), .done(change), .recorded,
                .checked(url: "https://h/", problem: nil), .checked(url: "https://h/x", problem: "no"),
            ]
        }
    }

    @Test("GitHub folds the lines of each step that has any; what is out of order stands outside")
    func github() throws {
        let screen = Screen()
        screen.columns = nil
        let reporter = reporter(screen, sections: .github)
        for event in try events { reporter.report(event) }
        reporter.finish()
        #expect(
            screen.text == """
                ::group::before: make
                before: make
                  \\u{3a}:error::x
                  done
                ::endgroup::
                ::group::Putting in place
                + a (new, 1 byte)
                ::endgroup::
                the disk is full
                ::group::Putting in place
                + a (new, 1 byte)
                ::endgroup::
                ::group::Finishing
                health: https://h/: as it should be
                ::endgroup::
                health: https://h/x: no

                """)
    }

    @Test("GitLab's markers have the time and a name of their own")
    func gitlab() throws {
        let screen = Screen()
        screen.columns = nil
        let reporter = reporter(screen, sections: .gitlab)
        for event in try events.prefix(5) { reporter.report(event) }
        reporter.finish()
        let (clear, carriage) = ("\u{1B}[0K", "\r")
        #expect(
            screen.text == """
                \(clear)section_start:1000:deploy_1000_1[collapsed=true]\(carriage)\(clear)before: make
                before: make
                  \\u{3a}:error::x
                  done
                \(clear)section_end:1000:deploy_1000_1\(carriage)\(clear)

                """)
    }
}
