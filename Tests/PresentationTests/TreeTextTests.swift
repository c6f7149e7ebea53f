import DeployModel
import FileTree
import Presentation
import Testing

@Suite("A tree as text")
struct TreeTextTests {
    private func tree() throws -> Snapshot {
        var tree = Snapshot()
        for (text, size) in [("A.txt", 12_345), ("sub/x.js", 1), ("sub/deep/y", 1), ("Zed/q", 1), ("b\u{1B}[2J", 0)] {
            let path = try #require(RelativePath(text))
            for folder in path.ancestors { tree.insert(FileEntry(path: folder, kind: .folder)) }
            tree.insert(
                FileEntry(path: path, kind: .file, size: Int64(size), modified: FileTime(seconds: 1_388_577_600)))
        }
        tree.insert(FileEntry(path: try #require(RelativePath("sub/link")), kind: .link))
        return tree
    }

    private func render(files: Bool, sorted: Bool) throws -> String {
        TreeText.render(
            try tree(), root: "/srv", ListingOptions(files: files, sorted: sorted), style: Style(usesColour: false),
            time: { "at \($0)" })
    }

    @Test("folders alone")
    func folders() throws {
        #expect(
            try render(files: false, sorted: false) == """
                [/srv]
                 +- [Zed]
                 `- [sub]
                     `- [deep]
                5 files, 3 folders, 12.1 KB

                """)
    }

    @Test("files first, by name without regard to case; server text is escaped")
    func sorted() throws {
        #expect(
            try render(files: true, sorted: true) == """
                [/srv]
                 +- A.txt                at 1388577600, 12.1 KB
                 +- b\\u{1b}[2J           at 1388577600, 0 bytes
                 +- [sub]
                 |   +- link                 link
                 |   +- x.js                 at 1388577600, 1 byte
                 |   `- [deep]
                 |       `- y                    at 1388577600, 1 byte
                 `- [Zed]
                     `- q                    at 1388577600, 1 byte
                5 files, 3 folders, 12.1 KB

                """)
    }

    @Test("an object per line")
    func json() throws {
        let lines = TreeText.json(try tree(), ListingOptions(files: true, sorted: false)).split(separator: "\n")
        #expect(lines.first == #"{"path": "A.txt", "kind": "file", "size": 12345, "modified": 1388577600}"#)
        #expect(lines.contains(#"{"path": "sub/deep", "kind": "folder"}"#))
        #expect(lines.count == 9)
    }
}
