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

    @Test("the tool's own names never take part", arguments: PathFilter.ownNames.sorted())
    func own(name: String) {
        for kind in [FileKind.file, .folder] { #expect(PathFilter().verdict(name: name, kind: kind) == .own) }
        #expect(PathFilter(match: [name]).verdict(name: name, kind: .file) == .own)
    }

    @Test("match is for files, exclude for both")
    func verdicts() {
        let filter = PathFilter(match: ["*.html"], exclude: ["old*"])
        #expect(filter.verdict(name: "a.html", kind: .file) == .included)
        #expect(filter.verdict(name: "a.css", kind: .file) == .unmatched)
        #expect(filter.verdict(name: "css", kind: .folder) == .included)
        #expect(filter.verdict(name: "old", kind: .folder) == .excluded(NamePattern("old*")))
        #expect(filter.verdict(name: "old.html", kind: .file) == .excluded(NamePattern("old*")))
        #expect(PathFilter(match: []).verdict(name: "a", kind: .file) == .included)
    }

    @Test("what lies below an excluded folder is out")
    func below() throws {
        let filter = PathFilter(exclude: ["private"])
        #expect(!filter.includes(try #require(RelativePath("private/a/b.html")), kind: .file))
        #expect(!filter.includes(try #require(RelativePath(".git/config")), kind: .file))
        #expect(filter.includes(try #require(RelativePath("public/b.html")), kind: .file))
    }
}
