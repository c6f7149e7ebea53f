import Diagnostics
import Testing
import YAML

@Suite("Reading YAML documents")
struct DocumentReaderTests {
    private func read(_ text: String, limits: DocumentReader.Limits = .init()) throws -> Node? {
        var sources = SourceTexts()
        return try DocumentReader.read(Array(text.utf8), file: "f.yaml", sources: &sources, limits: limits)
    }

    private func problem(_ bytes: [UInt8], limits: DocumentReader.Limits = .init()) -> Diagnostic? {
        var sources = SourceTexts()
        do {
            _ = try DocumentReader.read(bytes, file: "f.yaml", sources: &sources, limits: limits)
            return nil
        } catch {
            return error.diagnostics.first
        }
    }

    private func value(_ key: String, in node: Node?) throws -> Node {
        guard case .mapping(let pairs)? = node?.content else { throw Missing() }
        let pair = pairs.first { if case .scalar(let scalar) = $0.key.content { scalar.text == key } else { false } }
        return try #require(pair).value
    }

    private struct Missing: Error {}

    @Test("nodes know where they begin and end")
    func ranges() throws {
        let node = try value("b", in: read("a: 1\nb:   two words  # comment\n"))
        #expect(node.range.start == SourcePosition(line: 2, column: 6))
        #expect(node.range.end == SourcePosition(line: 2, column: 15))
        #expect(node.scalar == .string("two words"))
    }

    @Test("columns count characters, not bytes")
    func columns() throws {
        #expect(try value("ü", in: read("ü: äö\n")).range.end == SourcePosition(line: 1, column: 6))
    }

    @Test("an empty file has no document", arguments: ["", "# only a comment\n", "\n\n"])
    func empty(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test("a byte order mark and Windows line ends are accepted")
    func windows() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array("a: 1\r\nb: x\r\n".utf8)
        var sources = SourceTexts()
        let root = try DocumentReader.read(bytes, file: "f.yaml", sources: &sources)
        #expect(try value("b", in: root).scalar == .string("x"))
    }

    @Test("anchors, aliases and merge keys")
    func merge() throws {
        let root = try read(
            """
            base: &base {x: 1, y: 1}
            more: &more {y: 2, z: 2}
            one: {<<: *base, x: 9}
            two: {<<: [*base, *more]}
            same: *base
            """)
        #expect(try value("x", in: value("one", in: root)).scalar == .int(9))
        #expect(try value("y", in: value("one", in: root)).scalar == .int(1))
        #expect(try value("y", in: value("two", in: root)).scalar == .int(1))
        #expect(try value("z", in: value("two", in: root)).scalar == .int(2))
        #expect(try value("x", in: value("same", in: root)).scalar == .int(1))
    }

    @Test("an explicit tag makes a text of a number")
    func tagged() throws {
        let root = try read("a: !!str 010\nb: 010\nc: &x 010\nd: \"010\"\n")
        #expect(try value("a", in: root).scalar == .string("010"))
        #expect(try value("b", in: root).scalar == .int(8))
        #expect(try value("c", in: root).scalar == .int(8))
        #expect(try value("d", in: root).scalar == .string("010"))
    }

    @Test(
        "what cannot be read is refused with its place",
        arguments: [
            ("a: 1\na: 2\n", "duplicate-key", 2, 1, "'a' is given twice"),
            ("a: 1\n--- \nb: 2\n", "several-documents", 2, 1, "a second document begins here"),
            ("a: *nowhere\n", "yaml-syntax", 1, 4, "found undefined alias"),
            (
                "a:\n\tb: 1\n", "yaml-syntax", 2, 1,
                "while scanning for the next token, found character that cannot start any token"
            ),
            ("a: [1, 2\n", "yaml-syntax", 2, 1, "while parsing a flow sequence, did not find expected ',' or ']'"),
            (
                "a: !!python/object:os.system x\n", "unknown-tag", 1, 4,
                "this tag is not one of YAML's own"
            ),
            ("a: !mine x\n", "unknown-tag", 1, 4, "this tag is not one of YAML's own"),
            ("a: {<<: 1}\n", "bad-merge", 1, 9, "'<<' needs a mapping or a list of mappings, not a number"),
        ])
    func refused(text: String, code: String, line: Int, column: Int, message: String) {
        let problem = problem(Array(text.utf8))
        #expect(problem?.code.rawValue == code)
        #expect(problem?.range?.start == SourcePosition(line: line, column: column))
        #expect(problem?.message == message)
    }

    @Test("text that is not UTF-8 is refused with its line")
    func notUTF8() {
        let problem = problem(Array("a: 1\nb: ".utf8) + [0xFF, 0x0A])
        #expect(problem?.code == .notUTF8)
        #expect(problem?.range?.start.line == 2)
    }

    @Test("bombs, depth and size are bounded")
    func bounds() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            bomb += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ","))]\n"
        }
        #expect(problem(Array(bomb.utf8))?.code == .tooManyNodes)
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(problem(Array(deep.utf8))?.code == .tooDeep)
        var limits = DocumentReader.Limits()
        limits.bytes = 10
        #expect(problem(Array("a: 123456789".utf8), limits: limits)?.code == .fileTooLarge)
        #expect(
            problem(Array("a: &a [*a]\n".utf8))?.code == .tooDeep
                || problem(Array("a: &a [*a]\n".utf8))?.code == .yamlSyntax)
    }
}
