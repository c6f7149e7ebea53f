import DeployModel
import FileTree
import Presentation
import Testing

@Suite("Conflicts as they are shown")
struct ConflictTextTests {
    private let plain = Style(usesColour: false)

    private func entry(_ size: Int64?, _ seconds: Int64?) throws -> FileEntry {
        FileEntry(
            path: try #require(RelativePath("f")), kind: .file, size: size,
            modified: seconds.map { FileTime(seconds: $0) })
    }

    private func block(_ conflict: Conflict) -> String {
        ConflictText.block(conflict, number: 2, of: 3, style: plain) { "time \($0)" }
    }

    @Test("both sides next to each other, with what is newer and larger")
    func both() throws {
        let conflict = Conflict(
            try #require(RelativePath("a\u{1B}b")), "changed here and on the remote", local: try entry(10, 8),
            remote: try entry(12, 5),
            recorded: Manifest.File(size: 3, sha256: nil, serverTime: nil, modified: FileTime(seconds: 1)))
        #expect(
            block(conflict) == """
                Conflict 2 of 3: a\\u{1b}b (changed here and on the remote)
                           here             on the remote
                  size     10 bytes         12 bytes (larger)
                  changed  time 8 (newer)   time 5
                  before   3 bytes, time 1

                """)
    }

    @Test("one side is gone, nothing is recorded, and what a server does not tell")
    func gone() throws {
        let conflict = Conflict(
            try #require(RelativePath("f")), "deleted here, changed on the remote", remote: try entry(nil, nil))
        #expect(
            block(conflict) == """
                Conflict 2 of 3: f (deleted here, changed on the remote)
                           here             on the remote
                  size     not there        size unknown
                  changed
                  before   no record of it

                """)
    }

    @Test(
        "the question offers what the command knows",
        arguments: [
            (SyncCommand.upload, "Use [l]ocal, [s]kip? Or show [b]ytes, [d]iff, [h]elp: "),
            (.download, "Use [r]emote, [s]kip? Or show [b]ytes, [d]iff, [h]elp: "),
            (.sync, "Use [l]ocal, [r]emote, [o]lder, [n]ewer, [s]kip? Or show [b]ytes, [d]iff, [h]elp: "),
        ])
    func question(command: SyncCommand, expected: String) {
        #expect(ConflictText.question(command.resolutions) == expected)
        #expect(ConflictText.help(command.resolutions).contains("  o  the older file wins\n") == (command == .sync))
    }

    @Test(
        "where two contents differ first",
        arguments: [
            ("abc", "abc", "the bytes are the same"), ("abc", "abd", "they differ from byte 2 on (the same length)"),
            ("ab", "abc", "one is the beginning of the other (2 bytes here, 3 bytes there)"),
            ("", "x", "one is the beginning of the other (0 bytes here, 1 byte there)"),
        ])
    func bytes(here: String, there: String, expected: String) {
        #expect(TextDifference.bytes(Array(here.utf8), Array(there.utf8)) == expected)
    }

    private func lines(_ here: String, _ there: String) -> String {
        TextDifference.lines(Array(here.utf8), Array(there.utf8), style: plain)
    }

    @Test("the lines that differ, with three around them")
    func lines() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("2\n3\n", with: "2\nnew\n3\n").replacing("19\n", with: "19\u{1B}\n")
        #expect(
            lines(new, old) == """
                    1
                    2
                  + new
                    3
                    4
                    5
                  …
                    16
                    17
                    18
                  - 19
                  + 19\\u{1b}
                    20

                """)
        #expect(lines("a\n", "b\n") == "  - b\n  + a\n")
        #expect(lines("a\n", "a") == "  the lines are the same; line ends may differ\n")
        #expect(lines("a\u{0}", "b") == "  no text: [b] compares the bytes\n")
        #expect(lines(String(repeating: "\n", count: 6_000), "") == "  more than 2000 lines: too many to show\n")
    }
}
