import FTPProtocol
import Testing

@Suite("Replies")
struct ReplyTests {
    private static let dialogue =
        "220-Welcome\r\n 220 is not the end\r\n220-nor this\r\n220 ready\r\n\r\n331 Password\n211-Features:\r\n MDTM\r\n211-SIZE\r\n211 End\r\n226\r\n"

    private static let expected = [
        Reply(220, ["Welcome", " 220 is not the end", "nor this", "ready"]), Reply(331, "Password"),
        Reply(211, ["Features:", " MDTM", "SIZE", "End"]), Reply(226, ""),
    ]

    @Test("replies are the same wherever the network splits them", arguments: 1...40)
    func split(size: Int) throws {
        var parser = ReplyParser()
        var replies: [Reply] = []
        let bytes = Array(Self.dialogue.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            replies += try parser.consume(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(replies == Self.expected)
        #expect(!parser.isInsideReply)
    }

    @Test(
        "what is no reply is an error",
        arguments: ["hello\r\n", "22 x\r\n", "2200 x\r\n", "099 x\r\n", "SSH-2.0-x\r\n"])
    func noReply(text: String) {
        var parser = ReplyParser()
        #expect(throws: ReplyParser.ParseError.self) { try parser.consume(text.utf8) }
    }

    @Test("floods are bounded")
    func floods() {
        var line = ReplyParser()
        #expect(throws: ReplyParser.ParseError.tooLong(limit: ReplyParser.lineLimit)) {
            try line.consume(repeatElement(UInt8(ascii: "x"), count: 20_000))
        }
        var lines = ReplyParser()
        #expect(throws: ReplyParser.ParseError.tooLong(limit: ReplyParser.replyLimit)) {
            _ = try lines.consume("220-\r\n".utf8)
            for _ in 0..<500_000 { _ = try lines.consume(" more text\r\n".utf8) }
        }
    }

    @Test(
        "too many connections is told from a wrong password by its text",
        arguments: [
            (421, "There are too many connected users, please try later.", true),
            (530, "Sorry, the maximum number of allowed clients (3) are already connected.", true),
            (421, "3 users (the maximum) are already logged in, sorry", true), (530, "Login incorrect.", false),
            (421, "Timeout.", false), (550, "Too many links", false),
        ])
    func tooMany(code: Int, text: String, expected: Bool) {
        #expect(Reply(code, text).saysTooManyConnections == expected)
    }

    @Test("a server's replies are read back as they were meant")
    func wire() throws {
        let replies = [
            Reply(220, "a"), Reply(211, ["Features:", " MLST", "220 looks like a code", "End"]),
            Reply(250, ["x\r\n550 y", "z"]),
        ]
        var parser = ReplyParser()
        let back = try parser.consume(replies.flatMap(\.wireBytes))
        #expect(back.map(\.code) == [220, 211, 250])
        #expect(back[1].lines == ["Features:", " MLST", " 220 looks like a code", "End"])
        #expect(back[2].lines == ["x  550 y", "z"])
    }
}
