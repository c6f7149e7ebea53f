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

    @Test("problems are sorted by place, carry their line, and are told once")
    func collector() {
        var collector = DiagnosticCollector()
        collector.addSource(file: "f", text: "one\r\ntwo\nthree")
        func range(_ line: Int) -> SourceRange {
            SourceRange(
                file: "f", start: SourcePosition(line: line, column: 1), end: SourcePosition(line: line, column: 2))
        }
        collector.add(code: .unknownKey, "second", at: range(3))
        collector.add(code: .unknownKey, "second", at: range(3))
        collector.add(.warning, code: .wrongType, "first", at: range(2))
        #expect(collector.sorted.map(\.code) == [.wrongType, .unknownKey])
        #expect(collector.sorted.map(\.sourceLine) == ["two", "three"])
        #expect(collector.hasErrors)
    }
}
