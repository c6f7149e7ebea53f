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
        collector.sources.add(file: "f", text: "one\r\ntwo\nthree")
        func range(_ line: Int) -> SourceRange {
            SourceRange(
                file: "f", start: SourcePosition(line: line, column: 1), end: SourcePosition(line: line, column: 2))
        }
        collector.add(code: .unknownKey, "second", at: range(3))
        collector.add(code: .unknownKey, "second", at: range(3))
        collector.add(.warning, code: .wrongType, "first", at: range(2))
        #expect(collector.sorted.map(\.code) == [.wrongType, .unknownKey])
        #expect(collector.sorted.map(\.excerpt?.text) == ["two", "three"])
        #expect(collector.hasErrors)
    }

    @Test("of very many problems the first are told, and that there are more")
    func many() {
        var collector = DiagnosticCollector()
        for number in 1...500 { collector.add(code: .unknownKey, "\(number)", at: .start(of: "f")) }
        #expect(collector.sorted.count == 101)
        #expect(collector.sorted.last?.code == .tooManyProblems)
        // Warnings, however many, are no reason to refuse anything, and hide no error.
        var warned = DiagnosticCollector()
        for number in 1...500 { warned.add(.warning, code: .unknownKey, "\(number)", at: .start(of: "f")) }
        #expect(warned.sorted.allSatisfy { $0.severity == .warning })
        warned.add(code: .wrongType, "x", at: .start(of: "f"))
        #expect(warned.hasErrors)
    }
}

@Suite("What is shown of a source")
struct ExcerptTests {
    private func excerpt(_ text: String, line: Int, from: Int, to: Int, secrets: [String] = []) -> (String, Range<Int>)?
    {
        var sources = SourceTexts()
        sources.add(file: "f", text: text)
        for secret in secrets { sources.add(secret: secret) }
        let range = SourceRange(
            file: "f", start: SourcePosition(line: line, column: from), end: SourcePosition(line: line, column: to))
        return sources.excerpt(at: range).map { ($0.text, $0.marked) }
    }

    @Test(
        "a password is never shown, and the mark stays on its text",
        arguments: [
            ("remote: ftp://joe:se@cret@h/", 9, 29, "remote: ftp://joe:***@h/", 8, 24),
            ("{remote: ftp://a@b.c:pw@h/, tymeout: 5}", 29, 36, "{remote: ftp://a@b.c:***@h/, tymeout: 5}", 29, 36),
            ("remote: ftp://h:21/x", 9, 21, "remote: ftp://h:21/x", 8, 20),
            ("remote: ftp://h:2121/a@b", 9, 25, "remote: ftp://h:2121/a@b", 8, 24),
            ("remote: ftp://joe:geheim", 9, 25, "remote: ftp://joe:***", 8, 21),
            ("remote: ftp://joe:geheim/www", 9, 29, "remote: ftp://joe:***", 8, 21),
            ("remote: joe:geheim@h/www", 9, 25, "remote: joe:***@h/www", 8, 21),
            (#""ftp:\/\/joe:geheim@h:0\/x""#, 1, 28, #""ftp:\/\/joe:***@h:0\/x""#, 0, 24),
            ("password: 0123  # x", 11, 15, "password: ***", 10, 13),
            ("{'password': \"a b\", tls: of}", 26, 28, "{'password': ***", 16, 17),
            (#"{"password":"geheim"}"#, 2, 12, #"{"password":***"#, 1, 11),
            ("passwort: geheim", 1, 9, "passwort: ***", 0, 8), ("  passwd: geheim", 3, 9, "  passwd: ***", 2, 8),
            ("password: !geheim x", 11, 18, "password: ***", 10, 13),
            ("password: ${PW}", 11, 16, "password: ${PW}", 10, 15),
            ("remote: ftp://joe:${PW}@h/", 19, 24, "remote: ftp://joe:${PW}@h/", 18, 23),
            ("pasword: geheim", 1, 8, "pasword: ***", 0, 7),
            ("ftp_password+: geheim", 1, 14, "ftp_password+: ***", 0, 13),
        ])
    func masked(line: String, from: Int, to: Int, shown: String, start: Int, end: Int) throws {
        let (text, marked) = try #require(excerpt(line, line: 1, from: from, to: to))
        #expect(text == shown)
        #expect(marked == start..<end)
    }

    @Test(
        "neither is one that stands in lines of its own",
        arguments: [
            "password:\n  geheim", "password: >-\n  geheim${X}", "password:\n- geheim", "? password\n: geheim",
            "a:\n  password:\n\n    geheim", "password: 'a\n  geheim'",
        ])
    func continued(text: String) throws {
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        let (shown, _) = try #require(excerpt(text, line: count, from: 3, to: 9))
        #expect(!shown.contains("geheim"))
    }

    @Test("nor one that is used somewhere else")
    func elsewhere() throws {
        #expect(try #require(excerpt("tls: geheim", line: 1, from: 6, to: 12, secrets: ["geheim"])).0 == "***")
        var sources = SourceTexts()
        sources.add(secret: "geheim")
        sources.add(secret: "x")
        #expect(sources.masked("not 'geheim', extra: ftp://joe:other@h/") == "not '***', extra: ftp://joe:***@h/")
    }

    @Test("what is not a password's line is shown")
    func harmless() throws {
        #expect(try #require(excerpt("password: x\ntls: of", line: 2, from: 6, to: 8)).0 == "tls: of")
        #expect(try #require(excerpt("tls: require\nuser: joe", line: 2, from: 1, to: 5)).0 == "user: joe")
    }

    @Test("a long line is cut around its mark, control characters move nothing")
    func safe() throws {
        let long = String(repeating: "x", count: 1_000) + "MARK" + String(repeating: "y", count: 1_000)
        let (text, marked) = try #require(excerpt(long, line: 1, from: 1_001, to: 1_005))
        #expect(text.count == 160)
        #expect(text.dropFirst(marked.lowerBound).prefix(marked.count) == "MARK")
        #expect(try #require(excerpt("a\u{1B}[31mb\u{202E}c", line: 1, from: 1, to: 2)).0 == "a\u{FFFD}[31mb\u{FFFD}c")
    }
}
