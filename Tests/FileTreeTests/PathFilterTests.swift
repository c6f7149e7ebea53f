import FileTree
import Testing

@Suite("Filters by base name")
struct PathFilterTests {
    @Test(
        "patterns match as Python's fnmatch does",
        arguments: [
            ("*", "anything", true), ("*", ".hidden", true), ("*", "", true), ("*.txt", "a.txt", true),
            ("*.txt", "a.TXT", false), ("*.txt", "a.txt.bak", false), ("?", "a", true), ("?", "", false),
            ("?", "ab", false),
            ("[abc]", "b", true), ("[abc]", "d", false), ("[a-c]x", "bx", true), ("[!abc]", "d", true),
            ("[!abc]", "a", false), ("[^a]", "^", true), ("[^a]", "b", false), ("a[", "a[", true), ("[", "[", true),
            ("[]x]", "]", true), ("[]x]", "x", true), ("[!]]", "a", true), ("[c-a]", "b", false),
            ("a\\*", "a\\b", true),
            ("a*b*c", "aXbYc", true), ("a*b*c", "aXbY", false), ("**", "x", true),
            ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaa", false),
            ("#recycle", "#recycle", true), ("a/b", "a/b", true), ("ä?", "äö", true), ("[a-]", "-", true),
            ("x*", "x\ny", true),
        ])
    func patterns(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    @Test("the tool's own names never take part", arguments: PathFilter.ownNames.sorted())
    func own(name: String) throws {
        for kind in [FileKind.file, .folder] { #expect(PathFilter().verdict(try path(name), kind: kind) == .own) }
        #expect(PathFilter(match: [name]).verdict(try path("a/\(name)"), kind: .file) == .own)
        #expect(PathFilter(paths: ["!\(name)"]).verdict(try path(name), kind: .file) == .own)
    }

    @Test("match is for files, exclude for both; what a rule says is told")
    func verdicts() throws {
        let filter = PathFilter(match: ["*.txt", "*.html"], exclude: ["x", "old*"])
        #expect(filter.verdict(try path("a.html"), kind: .file) == .included(.match(1)))
        #expect(filter.verdict(try path("a.css"), kind: .file) == .unmatched)
        #expect(filter.verdict(try path("css"), kind: .folder) == .included(nil))
        #expect(filter.verdict(try path("old"), kind: .folder) == .excluded(.exclude(1)))
        #expect(filter.verdict(try path("old.html"), kind: .file) == .excluded(.exclude(1)))
        #expect(PathFilter(match: []).verdict(try path("a"), kind: .file) == .included(nil))
    }

    @Test("of the path patterns the last that matches decides")
    func paths() throws {
        let filter = PathFilter(exclude: ["c"], paths: ["# a comment", "/build", "*.log", "!keep.log", "c", "!c"])
        #expect(filter.verdict(try path("build"), kind: .folder) == .excluded(.path(1)))
        #expect(filter.verdict(try path("a/build"), kind: .folder) == .included(nil))
        #expect(filter.verdict(try path("a/x.log"), kind: .file) == .excluded(.path(2)))
        #expect(filter.verdict(try path("a/keep.log"), kind: .file) == .included(.path(3)))
        // What 'exclude' says is not taken back.
        #expect(filter.verdict(try path("c"), kind: .file) == .excluded(.exclude(0)))
        #expect(try filter.decision(path("build/a/keep.log"), kind: .file).path == path("build"))
        #expect(!filter.includes(try path("build/a/keep.log"), kind: .file))
    }

    @Test("what lies below an excluded folder is out")
    func below() throws {
        let filter = PathFilter(exclude: ["private"])
        #expect(!filter.includes(try path("private/a/b.html"), kind: .file))
        #expect(!filter.includes(try path(".git/config"), kind: .file))
        #expect(filter.includes(try path("public/b.html"), kind: .file))
    }

    @Test("a scope lets its own folders and those above it through")
    func scope() throws {
        let filter = PathFilter(scope: try path("a/b"))
        #expect(filter.includes(try path("a"), kind: .folder))
        #expect(filter.includes(try path("a/b/c.txt"), kind: .file))
        #expect(filter.verdict(try path("a/c.txt"), kind: .file) == .outsideScope)
        #expect(filter.verdict(try path("a/c"), kind: .folder) == .outsideScope)
        #expect(filter.verdict(try path("a"), kind: .file) == .outsideScope)
    }

    @Test("rules that match nothing are found")
    func unused() throws {
        let filter = PathFilter(
            match: ["*.html", "*.php"], exclude: ["tmp", "temp"], paths: ["/x/", "", "*.log", "!a.log"])
        let entries: [(RelativePath, FileKind)] = [
            (try path("index.html"), .file), (try path("a.php"), .folder), (try path("tmp"), .folder),
            (try path("x"), .file), (try path("b.log"), .file),
        ]
        #expect(filter.unusedRules(entries) == [.match(1), .exclude(1), .path(0), .path(3)])
    }
}
