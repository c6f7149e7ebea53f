import DeployModel
import FileTree
import Presentation
import Testing

@Suite("Changes as a tree")
struct ChangeTreeTests {
    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func render(
        _ changes: [Change], _ options: ChangeTreeText.Options = ChangeTreeText.Options(), colour: Bool = false
    ) -> String {
        ChangeTreeText.render(ChangeTree(changes), options, style: Style(usesColour: colour))
    }

    private func change(_ action: Change.Action, _ name: String, _ size: Int64? = nil, on side: Side = .remote) throws
        -> Change
    {
        Change(action, try path(name), on: side, size: size, reason: action == .replace ? "changed here" : "new")
    }

    @Test("folders come first with what they amount to; a name with a dot stands beside its folder, not in it")
    func tree() throws {
        let changes = [
            try change(.replace, "index.html", 2_048), try change(.create, "css.txt", 3),
            try change(.deleteFile, "css/old.css"), try change(.create, "css/b/new.css", 1_024),
            try change(.createFolder, "css/b"), try change(.create, "z/a", 1),
        ]
        #expect(
            render(changes) == """
                ├ css/           1 file, 1.0 KB, 1 deleted
                │ ├ + b/         1 file, 1.0 KB
                │ │ └ + new.css  1.0 KB
                │ └ - old.css
                ├ z/             1 file, 1 byte
                │ └ + a          1 byte
                ├ + css.txt      3 bytes
                └ ~ index.html   2.0 KB

                """)
        #expect(
            render([changes[0]], ChangeTreeText.Options(showsReason: true, showsSide: true))
                == "└ > ~ index.html  2.0 KB  (changed here)\n")
        #expect(
            render([changes[0]], colour: true)
                == "\u{1B}[90m└ \u{1B}[0m\u{1B}[36m~ index.html\u{1B}[0m  \u{1B}[90m2.0 KB\u{1B}[0m\n")
    }

    @Test("a file that is moved says where to; a path that is a file here and a folder there has both lines")
    func odd() throws {
        var new = try change(.create, "b", 5)
        new.movedFrom = try path("a")
        new.reason = "moved from a"
        var old = try change(.deleteFile, "a")
        old.movedTo = new.path
        old.reason = "moved to b"
        #expect(render([new, old]) == "├ - a  (moved to b)\n└ + b  (moved from a)\n")
        let turned = [try change(.create, "x", 1), try change(.deleteFolder, "x"), try change(.deleteFile, "x/a")]
        #expect(render(turned) == "├ - x/   1 file\n│ └ - a\n└ + x    1 byte\n")
        #expect(render([]).isEmpty)
    }

    @Test("a large tree folds what is made or deleted as a whole, and nothing else")
    func folded() throws {
        var changes = [try change(.createFolder, "new"), try change(.replace, "kept/a", 1)]
        changes += try (0..<120).map { try change(.create, "new/\($0)", 10) }
        #expect(render(changes) == "├ kept/     1 file, 1 byte\n│ └ ~ a     1 byte\n└ + new/ …  120 files, 1.2 KB\n")
        #expect(render(changes, ChangeTreeText.Options(foldsAbove: nil)).split(separator: "\n").count == 123)
    }

    @Test("the sizes stand below each other, also behind wide characters")
    func wide() throws {
        let text = render([try change(.create, "日本.html", 1), try change(.create, "abcd.html", 1)])
        #expect(text == "├ + abcd.html  1 byte\n└ + 日本.html  1 byte\n")
    }

    @Test(
        "columns of a text",
        arguments: [
            ("", 0), ("abc", 3), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("👩‍👩‍👧", 6), ("🇩🇪", 2), ("กำ", 2), ("ｆ", 2), ("…", 1),
            ("❤️", 2), ("한", 2),
        ])
    func columns(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
        #expect(DisplayWidth.prefix(text, columns: width) == text)
        if width > 0 { #expect(DisplayWidth.of(String(DisplayWidth.prefix(text, columns: width - 1))) < width) }
    }
}
