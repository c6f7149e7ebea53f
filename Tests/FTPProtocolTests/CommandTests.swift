import FTPProtocol
import Testing

@Suite("Commands")
struct CommandTests {
    @Test("no line break or NUL gets into a command", arguments: ["a\r\nDELE b", "a\nb", "a\rb", "a\0b"])
    func injection(argument: String) {
        #expect(throws: Command.UnsafeArgument.self) { try Command("STOR", argument) }
    }

    @Test("commands as bytes and as logs show them")
    func bytes() throws {
        #expect(try Command("STOR", "ü x").wireBytes == Array("STOR ü x\r\n".utf8))
        #expect(try Command("STOR", bytes: [0x61, 0xFF]).wireBytes == Array("STOR a".utf8) + [0xFF, 0xFF, 0x0D, 0x0A])
        #expect(try Command("PASS", "geheim").masked == "PASS ***")
        #expect(try Command("USER", "joe").masked == "USER joe")
        #expect(Command.typeImage.wireBytes == Array("TYPE I\r\n".utf8))
    }

    @Test("a client's bytes are cut into commands, wherever they are split", arguments: 1...12)
    func lines(size: Int) throws {
        let bytes =
            Array("USER joe\r\npass  two words \n".utf8) + [0xFF, 0xF4, 0xFF, 0xF2] + Array("ABOR\r\n\r\nSTOR x".utf8)
            + [0xFF, 0xFF, 0x0D, 0x0A]
        var lines = CommandLines()
        var commands: [ReceivedCommand] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            commands += try lines.consume(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(commands.map(\.verb) == ["USER", "PASS", "ABOR", "", "STOR"])
        #expect(commands[1].text == " two words ")
        #expect(commands[4].argument == [0x78, 0xFF])
    }

    @Test("a line without end is refused")
    func endless() {
        var lines = CommandLines()
        #expect(throws: CommandLines.TooLong.self) { try lines.consume(repeatElement(0x41, count: 10_000)) }
    }
}
