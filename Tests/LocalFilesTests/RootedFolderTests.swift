import FileTree
import Foundation
import LocalFiles
import TestSupport
import Testing

@Suite("A folder that nothing leaves")
struct RootedFolderTests {
    private let folder: TemporaryFolder
    private let root: RootedFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("outside.txt", "secret")
        try folder.write("root/inside.txt", "hello")
        try folder.folder("root/sub")
        let links = [
            ("out", "../outside.txt"), ("abs", "/etc/passwd"), ("in", "inside.txt"), ("up", ".."), ("gone", "nothing"),
        ]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(atPath: folder.at("root/\(name)"), withDestinationPath: target)
        }
        root = try RootedFolder(path: folder.at("root"))
    }

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    @Test("links that lead out are refused by the kernel", arguments: ["out", "abs", "up/outside.txt", "up"])
    func escape(name: String) throws {
        let path = try path(name)
        let error = #expect(throws: SystemError.self) { try root.status(path) }
        #expect(error?.isEscape == true)
        #expect(throws: SystemError.self) { try root.openForWriting(path, existing: .replace) }
        #expect(folder.text("outside.txt") == "secret")
    }

    @Test("links inside are followed")
    func inside() throws {
        #expect(try root.status(path("in")).kind == .file)
        #expect(try root.status(path("in"), follow: false).kind == .link)
        #expect(try root.openFile(path("in")).read(count: 10, at: 0, path: "in") == Array("hello".utf8))
        #expect(throws: SystemError.self) { try root.status(path("gone")) }
    }

    @Test("writing, renaming, removing")
    func changes() throws {
        let file = try root.openForWriting(path("sub/new"), existing: .refuse)
        try file.write(Array("abc".utf8), at: 0, path: "new")
        #expect(throws: SystemError.self) { try root.openForWriting(path("sub/new"), existing: .refuse) }
        try root.rename(path("sub/new"), to: path("inside.txt"))
        #expect(folder.text("root/inside.txt") == "abc")
        try root.removeFile(path("inside.txt"))
        try root.removeFolder(path("sub"))
        #expect(
            try root.names(in: .root).map { String(decoding: $0, as: UTF8.self) }.sorted() == [
                "abs", "gone", "in", "out", "up",
            ])
    }

    @Test("removing a link removes the link, not what it leads to")
    func links() throws {
        try root.removeFile(path("out"))
        #expect(folder.text("outside.txt") == "secret")
    }

    @Test("times and modes are set")
    func attributes() throws {
        try root.setModified(path("inside.txt"), seconds: 1_000_000_000)
        try root.setMode(path("inside.txt"), 0o600)
        let entry = try root.status(path("inside.txt"))
        #expect(entry.modified?.seconds == 1_000_000_000)
        #expect(entry.mode == 0o600)
    }

    @Test("errors are words")
    func words() {
        #expect(SystemError("open", "/x", number: 2).description == "/x: no such file or folder")
        #expect(SystemError("write", "/x", number: 28).isFull)
        #expect(throws: SystemError.self) { try RootedFolder(path: "/nonexistent-folder") }
    }
}
