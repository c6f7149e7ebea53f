import Diagnostics
import Testing

@Suite("Diagnostics")
struct DiagnosticsTests {
    @Test(
        "the nearest name is found, a far one is not",
        arguments: [
            ("comand", "command"), ("exlude", "exclude"), ("Remote", "remote"), ("dryrun", "dry_run"),
            ("dry-run", "dry_run"),
            ("reslove", "resolve"), ("zzz", nil), ("", nil), ("x", nil),
        ] as [(String, String?)])
    func nearest(name: String, expected: String?) {
        let known = ["command", "remote", "exclude", "dry_run", "resolve", "match"]
        #expect(NearestName.of(name, among: known) == expected)
    }

    @Test("problems are sorted by place and carry their line")
    func collector() {
        var collector = DiagnosticCollector(text: "one\r\ntwo\nthree")
        func range(_ line: Int) -> SourceRange {
            SourceRange(
                file: "f", start: SourcePosition(line: line, column: 1), end: SourcePosition(line: line, column: 2))
        }
        collector.add(code: "b", "second", at: range(3))
        collector.add(.warning, code: "a", "first", at: range(2))
        #expect(collector.sorted.map(\.code) == ["a", "b"])
        #expect(collector.sorted.map(\.sourceLine) == ["two", "three"])
        #expect(collector.hasErrors)
    }
}
