import FileTree
import Testing

@Suite("Relative paths")
struct RelativePathTests {
    @Test(
        "impossible paths are refused", arguments: ["/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.", "a\0b", "/"])
    func refused(text: String) {
        #expect(RelativePath(text) == nil)
    }

    @Test("possible paths keep their bytes", arguments: ["a", "a/b", ".hidden", "...", "a b/ü", "a\nb", "-x", "a\\b"])
    func kept(text: String) throws {
        #expect(try #require(RelativePath(text)).text == text)
    }

    @Test("the empty path is the root")
    func root() throws {
        #expect(RelativePath("") == .root)
        #expect(RelativePath.root.parent == nil)
        #expect(RelativePath.root.depth == 0)
        #expect("\(RelativePath.root)" == ".")
    }

    @Test("names that are not UTF-8 survive")
    func bytes() throws {
        let path = try #require(RelativePath(bytes: [0x61, 0x2F, 0xFF, 0xFE]))
        #expect(path.bytes == [0x61, 0x2F, 0xFF, 0xFE])
        #expect(Array(path.nameBytes) == [0xFF, 0xFE])
        #expect(path.text == "a/\u{FFFD}\u{FFFD}")
    }

    @Test("parents, ancestors, depth")
    func above() throws {
        let path = try #require(RelativePath("a/b/c"))
        #expect(path.name == "c")
        #expect(path.parent == RelativePath("a/b"))
        #expect(path.ancestors.map(\.text) == ["a", "a/b"])
        #expect(path.depth == 3)
        #expect(RelativePath("a")?.parent == .root)
        #expect(RelativePath("a")?.ancestors == [])
    }

    @Test("within compares whole components")
    func within() throws {
        let path = try #require(RelativePath("ab/c"))
        #expect(path.isWithin(try #require(RelativePath("ab"))))
        #expect(path.isWithin(path))
        #expect(path.isWithin(.root))
        #expect(!path.isWithin(try #require(RelativePath("a"))))
    }

    @Test("order is by bytes")
    func order() {
        let texts = ["b", "a/b", "a", "B", "é", "a.b"]
        #expect(texts.compactMap(RelativePath.init).sorted().map(\.text) == ["B", "a", "a.b", "a/b", "b", "é"])
    }

    @Test("control characters are shown escaped")
    func shown() throws {
        #expect("\(try #require(RelativePath("a\nb\u{1B}[2J\u{202E}x")))" == "a\\u{a}b\\u{1b}[2J\\u{202e}x")
        #expect(try #require(RelativePath("a\nb")).hasControlCharacters)
        #expect(!(try #require(RelativePath("ä"))).hasControlCharacters)
    }
}
