import FileTree
import Testing

@Suite("Names that mean the same")
struct NameAliasesTests {
    private func paths(_ names: [String]) throws -> [RelativePath] { try names.map { try #require(RelativePath($0)) } }

    private func aliases(_ own: [String], _ other: [String], foldsCase: Bool = false) throws -> NameAliases {
        NameAliases(try paths(own), other: try paths(other), foldsCase: foldsCase)
    }

    private static let nfc = "\u{FC}", nfd = "u\u{308}"

    @Test("normal forms are the same name, each side keeps its bytes, also of folders and what is in them")
    func normalForms() throws {
        let aliases = try aliases(
            [Self.nfc, "\(Self.nfc)/a", "\(Self.nfc)/\(Self.nfc)", "b"],
            [Self.nfd, "\(Self.nfd)/a", "\(Self.nfd)/\(Self.nfd)", "b"])
        let (here, there) = (
            try paths(["\(Self.nfc)/\(Self.nfc)", "\(Self.nfc)/a", "b", "\(Self.nfc)/new"]),
            try paths(["\(Self.nfd)/\(Self.nfd)", "\(Self.nfd)/a", "b", "\(Self.nfd)/new"])
        )
        #expect(here.map { aliases.original($0).bytes } == there.map(\.bytes))
        #expect(there.map { aliases.name($0).bytes } == here.map(\.bytes))
    }

    @Test("the same names need none")
    func none() throws {
        #expect(try aliases(["a", "b/c"], ["a", "b/c", "d"]).isEmpty)
        #expect(try aliases(["a"], ["A"]).isEmpty)
    }

    @Test("both forms on one side are two files")
    func both() throws {
        #expect(try aliases([Self.nfc, Self.nfd], [Self.nfd]).isEmpty)
        #expect(try aliases([Self.nfc], [Self.nfc, Self.nfd]).isEmpty)
    }

    @Test("case, where it is asked for, if only one name can be meant")
    func letters() throws {
        let aliases = try aliases(
            ["Img", "Img/A.JPG", "b", "B"], ["img", "img/a.jpg", "b"], foldsCase: true)
        #expect(aliases.original(try paths(["Img/A.JPG"])[0]).text == "img/a.jpg")
        #expect(aliases.original(try paths(["B"])[0]).text == "B")
        #expect(try self.aliases(["a"], ["A", "\u{61}b"], foldsCase: true).original(paths(["a"])[0]).text == "A")
        #expect(try self.aliases(["ab", "aB"], ["AB"], foldsCase: true).isEmpty)
    }

    @Test("bytes that are no text are themselves")
    func bytes() throws {
        let (one, two) = (try #require(RelativePath(bytes: [0xFF])), try #require(RelativePath(bytes: [0xFE])))
        #expect(NameAliases([one], other: [two], foldsCase: true).isEmpty)
    }
}
