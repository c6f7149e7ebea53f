import FTPProtocol
import Testing

@Suite("The server's state machine")
struct ServerConversationTests {
    private func command(_ text: String) -> ReceivedCommand { ReceivedCommand(Array(text.utf8)) }

    private func code(_ action: ServerConversation.Action) -> Int? {
        if case .reply(let reply) = action { reply.code } else { nil }
    }

    private func loggedIn(canWrite: Bool = true) -> ServerConversation {
        var conversation = ServerConversation()
        _ = conversation.received(command("USER joe"))
        _ = conversation.authenticated(canWrite: canWrite)
        return conversation
    }

    @Test("nothing but the door works before the log-in")
    func door() {
        var conversation = ServerConversation()
        for verb in ["LIST", "RETR x", "STOR x", "PWD", "CWD /", "EPSV", "SITE CHMOD 777 x", "MLST"] {
            #expect(code(conversation.received(command(verb))) == 530)
        }
        #expect(code(conversation.received(command("PASS x"))) == 503)
        #expect(code(conversation.received(command("USER"))) == 501)
        #expect(code(conversation.received(command("FEAT"))) == 211)
        #expect(code(conversation.received(command("NONSENSE"))) == 502)
        #expect(code(conversation.received(command("USER joe"))) == 331)
        #expect(conversation.received(command("PASS a b")) == .authenticate(user: "joe", password: "a b"))
    }

    @Test("three wrong log-ins end the session")
    func threeTimes() {
        var conversation = ServerConversation()
        #expect(code(conversation.refused()) == 530)
        #expect(code(conversation.refused()) == 530)
        guard case .quit(let reply) = conversation.refused() else { return #expect(Bool(false)) }
        #expect(reply.code == 421)
    }

    @Test(
        "who may only read changes nothing",
        arguments: [
            "STOR x", "APPE x", "DELE x", "MKD x", "RMD x", "RNFR x", "MFMT 20200101000000 x", "SITE CHMOD 644 x",
        ])
    func readOnly(text: String) {
        var conversation = loggedIn(canWrite: false)
        #expect(code(conversation.received(command(text))) == 550)
    }

    @Test("the root itself cannot be changed", arguments: ["DELE /", "RMD /", "RMD ..", "RNFR /", "STOR /"])
    func root(text: String) {
        var conversation = loggedIn()
        #expect(code(conversation.received(command(text))) == 550)
    }

    @Test("RNTO needs RNFR right before it")
    func rename() throws {
        var conversation = loggedIn()
        #expect(code(conversation.received(command("RNTO b"))) == 503)
        let path = try #require(VirtualPath.root.resolving(Array("a".utf8)))
        #expect(conversation.received(command("RNFR a")) == .file(.checkRenameSource(path)))
        #expect(conversation.foundRenameSource(path).code == 350)
        let target = try #require(VirtualPath.root.resolving(Array("b".utf8)))
        #expect(conversation.received(command("RNTO b")) == .file(.rename(path, to: target)))
        _ = conversation.foundRenameSource(path)
        _ = conversation.received(command("NOOP"))
        #expect(code(conversation.received(command("RNTO b"))) == 503)
    }

    @Test("REST counts for the next transfer only")
    func restart() throws {
        var conversation = loggedIn()
        let path = try #require(VirtualPath.root.resolving(Array("a".utf8)))
        #expect(code(conversation.received(command("REST 5"))) == 504)
        #expect(code(conversation.received(command("TYPE I"))) == 200)
        #expect(code(conversation.received(command("REST 5"))) == 350)
        #expect(conversation.received(command("RETR a")) == .transfer(.retrieve(path, offset: 5, ascii: false)))
        #expect(conversation.received(command("RETR a")) == .transfer(.retrieve(path, offset: 0, ascii: false)))
        #expect(code(conversation.received(command("REST -1"))) == 501)
    }

    @Test("listings take options and paths")
    func lists() throws {
        var conversation = loggedIn()
        let path = try #require(VirtualPath.root.resolving(Array("a b".utf8)))
        #expect(conversation.received(command("LIST -la a b")) == .transfer(.list(path, .unix)))
        #expect(conversation.received(command("LIST -a")) == .transfer(.list(.root, .unix)))
        #expect(conversation.received(command("NLST")) == .transfer(.list(.root, .names)))
        #expect(conversation.received(command("OPTS MLST size;Type;x;")) == .reply(Reply(200, "MLST OPTS type;size;")))
        #expect(conversation.received(command("MLSD")) == .transfer(.list(.root, .machine(facts: ["type", "size"]))))
    }

    @Test("EPSV ALL forbids PASV")
    func all() {
        var conversation = loggedIn()
        #expect(conversation.received(command("PASV")) == .openPassive(extended: false, family: nil))
        #expect(code(conversation.received(command("EPSV ALL"))) == 200)
        #expect(code(conversation.received(command("PASV"))) == 503)
        #expect(conversation.received(command("EPSV")) == .openPassive(extended: true, family: nil))
        #expect(code(conversation.received(command("EPSV 3"))) == 522)
    }

    @Test(
        "odd arguments are refused",
        arguments: [
            ("TYPE E", 504), ("STRU R", 504), ("MODE B", 504), ("CWD", 501), ("RETR", 501), ("MFMT x a", 501),
            ("SITE FOO", 504), ("SITE CHMOD 9 a", 504), ("OPTS FOO", 501), ("", 500), ("AUTH TLS", 502),
        ])
    func odd(text: String, expected: Int) {
        var conversation = loggedIn()
        #expect(code(conversation.received(command(text))) == expected)
    }
}
