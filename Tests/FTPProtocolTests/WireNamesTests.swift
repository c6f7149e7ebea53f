import FTPProtocol
import Testing

@Suite("Names on the wire")
struct WireNamesTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("each byte has a character and comes back from it", arguments: Charset.allCases)
    func allBytes(charset: Charset) throws {
        for byte in UInt8.min...UInt8.max {
            #expect(charset.encode(charset.decode([byte])) == [byte])
        }
        let all = Array(UInt8.min...UInt8.max)
        #expect(charset.encode(charset.decode(all)) == all)
        if charset != .utf8 { #expect(Set(all.map { charset.decode([$0]) }).count == 256) }
    }

    @Test(
        "characters have their bytes",
        arguments: [
            (Charset.latin1, "äÿ¤", [0xE4, 0xFF, 0xA4]), (.latin1, "€", nil), (.latin9, "€Žœ", [0xA4, 0xB4, 0xBD]),
            (.latin9, "¤", nil), (.windows1252, "€“”…Ÿ", [0x80, 0x93, 0x94, 0x85, 0x9F]),
            (.windows1252, "\u{81}", [0x81]),
            (.windows1252, "\u{80}", nil), (.windows1252, "日", nil), (.utf8, "€", [0xE2, 0x82, 0xAC]),
        ] as [(Charset, String, [UInt8]?)])
    func characters(charset: Charset, text: String, expected: [UInt8]?) {
        #expect(charset.encode(bytes(text)) == expected)
        if let expected { #expect(charset.decode(expected) == bytes(text)) }
    }

    @Test(
        "charsets by name",
        arguments: [
            ("utf-8", .utf8), ("UTF8", .utf8), ("utf_8", .utf8), ("latin-1", .latin1), ("Latin1", .latin1),
            ("iso-8859-1", .latin1), ("iso8859_1", .latin1), ("cp1252", .windows1252), ("CP-1252", .windows1252),
            ("windows-1252", .windows1252), ("iso-8859-15", .latin9), ("latin9", .latin9), ("utf-16", nil),
            ("cp1251", nil),
            ("", nil),
        ] as [(String, Charset?)])
    func charsetNames(name: String, expected: Charset?) {
        #expect(Charset(named: name) == expected)
    }

    @Test("with UTF-8 nothing is changed")
    func utf8() throws {
        var names = WireNames(.utf8)
        let listed = [bytes("ä"), [0xE4], bytes("a b")]
        #expect(names.learn(listed, in: []) == listed)
        #expect(try names.path([0x2F, 0xE4]) == [0x2F, 0xE4])
    }

    @Test("listed names go back as they came, new ones in the charset")
    func mixed() throws {
        var names = WireNames(.windows1252)
        #expect(names.learn([[0xE4], bytes("ü"), bytes("日"), bytes("a")], in: []) == ["ä", "ü", "日", "a"].map(bytes))
        #expect(names.learn([[0x80]], in: bytes("ü")) == [bytes("€")])
        #expect(try names.path(bytes("ä/neu ß")) == [0xE4] + bytes("/neu ") + [0xDF])
        #expect(try names.path(bytes("ü/€")) == bytes("ü/") + [0x80])
        #expect(try names.path(bytes("ü/ü")) == bytes("ü/") + [0xFC])
        #expect(try names.path(bytes("日/x")) == bytes("日/x"))
        #expect(try names.path([]) == [])
        #expect(try names.path(bytes("/a//b/")) == bytes("/a//b/"))
        for name in [bytes("本"), [0xE4]] {
            let error = #expect(throws: WireNames.Unwritable.self) { try names.path(bytes("日/") + name) }
            #expect(error?.name == name)
            #expect(error?.charset == .windows1252)
        }
        #expect(names.learn([bytes("a")], in: []) == [bytes("a")])
        #expect(try names.path(bytes("ü")) == [0xFC])
    }

    @Test("two names that would be called the same stay two")
    func collision() throws {
        for listed in [[bytes("ä"), [0xE4]], [[0xE4], bytes("ä")]] {
            var names = WireNames(.latin1)
            let local = names.learn(listed, in: bytes("d"))
            #expect(local == listed)
            for (name, wire) in zip(local, listed) {
                #expect(try names.path(bytes("d/") + name) == bytes("d/") + wire)
            }
        }
    }
}
