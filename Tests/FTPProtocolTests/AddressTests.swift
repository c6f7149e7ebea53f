import FTPProtocol
import Testing

@Suite("Data ports, paths and times in replies")
struct AddressTests {
    @Test(
        "EPSV replies",
        arguments: [
            ("Entering Extended Passive Mode (|||6446|)", 6446), ("ok (!!!50000!)", 50_000),
            ("(|1|132.235.1.2|6275|)", 6275),
            ("(|||0|)", nil), ("(|||65536|)", nil), ("no port", nil), ("(|||x|)", nil), ("(1111)", nil),
        ] as [(String, Int?)])
    func extended(text: String, port: Int?) {
        #expect(PassiveReply.extendedPort(Reply(229, text)) == port)
        #expect(PassiveReply.extendedPort(Reply(200, text)) == nil)
    }

    @Test(
        "PASV replies: the numbers wherever they stand",
        arguments: [
            ("Entering Passive Mode (127,0,0,1,19,137).", 5001), ("=127,0,0,1,19,137", 5001),
            ("Entering Passive Mode 10,0,0,1,1,0", 256),
            ("(127,0,0,1,256,1)", nil), ("(127,0,0,1,0,0)", nil), ("(127,0,0,1)", nil), ("nothing", nil),
        ] as [(String, Int?)])
    func passive(text: String, port: Int?) {
        #expect(PassiveReply.port(Reply(227, text)) == port)
    }

    @Test("quoted paths", arguments: ["/", "/a b", "/with \"quotes\"", "/ü"])
    func paths(path: String) {
        #expect(PathReply.path(Reply(257, "\(PathReply.quoted(path)) is it")) == path)
    }

    @Test(
        "times",
        arguments: [
            ("19700101000000", 0, 0), ("20261121092513", 1_795_253_113, 0),
            ("20240229235959.5", 1_709_251_199, 500_000_000),
            ("191241121092513", 1_732_181_113, 0), ("20000229000000.123456789", 951_782_400, 123_456_789),
        ] as [(String, Int64, Int32)])
    func times(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let time = try #require(ModificationTime.parse(text))
        #expect(time.seconds == seconds)
        #expect(time.nanoseconds == nanoseconds)
    }

    @Test(
        "impossible times are none",
        arguments: ["", "2026", "20261321092513", "20261100092513", "2026112109251x", "-0261121092513"])
    func noTimes(text: String) {
        #expect(ModificationTime.parse(text) == nil)
    }

    @Test("seconds and civil time are each other's inverse")
    func roundTrip() throws {
        for seconds in stride(from: Int64(-3_000_000_000), to: 9_000_000_000, by: 12_345_677) {
            #expect(try #require(ModificationTime.parse(ModificationTime.format(seconds))).seconds == seconds)
        }
    }

    @Test(
        "virtual paths stay below the root",
        arguments: [
            ("/a/b", "..", "/a"), ("/a", "../../..", "/"), ("/", "../x", "/x"), ("/a", "b//c/.", "/a/b/c"),
            ("/a", "/", "/"), ("/a", "", "/a"),
        ])
    func virtual(from: String, argument: String, result: String) throws {
        let folder = try #require(VirtualPath.root.resolving(Array(from.utf8)))
        #expect(folder.resolving(Array(argument.utf8))?.text == result)
        #expect(folder.resolving([0]) == nil)
    }
}
