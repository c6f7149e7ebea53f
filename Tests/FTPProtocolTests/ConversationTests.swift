import FTPProtocol
import Testing

@Suite("The client's state machines")
struct ConversationTests {
    @Test("replies are matched to commands in order")
    func exchange() {
        var exchange = ControlExchange()
        #expect(exchange.received(Reply(120, "soon")) == .preliminary(id: 0, Reply(120, "soon")))
        #expect(exchange.received(Reply(220, "ready")) == .finished(id: 0, Reply(220, "ready")))
        let (first, second) = (exchange.sent(), exchange.sent())
        #expect(Array(exchange.open) == [first, second])
        #expect(exchange.received(Reply(150, "go")) == .preliminary(id: first, Reply(150, "go")))
        #expect(exchange.received(Reply(226, "done")) == .finished(id: first, Reply(226, "done")))
        #expect(exchange.received(Reply(550, "no")) == .finished(id: second, Reply(550, "no")))
        #expect(exchange.received(Reply(200, "what")) == .unexpected(Reply(200, "what")))
        #expect(exchange.received(Reply(421, "bye")) == .closing(Reply(421, "bye")))
        #expect(!exchange.isWaiting)
    }

    @Test("many commands keep their order")
    func many() {
        var exchange = ControlExchange()
        _ = exchange.received(Reply(220, ""))
        for round in 0..<50 {
            let ids = (0..<20).map { _ in exchange.sent() }
            for id in ids {
                #expect(exchange.received(Reply(200, "\(round)")) == .finished(id: id, Reply(200, "\(round)")))
            }
        }
    }

    private func steps(
        _ replies: [Reply], security: LoginConversation.Security = .none, account: String? = nil
    ) throws -> [LoginConversation.Step] {
        let identity = LoginConversation.Identity(user: "joe", password: "p", account: account)
        var login = try LoginConversation(identity, security: security)
        return try replies.map { reply in
            let step = try login.received(reply)
            return step == .secure ? login.secured() : step
        }
    }

    private func command(_ verb: String, _ argument: String) throws -> Command { try Command(verb, argument) }

    @Test("logging in, with and without a password")
    func login() throws {
        let features = Reply(211, ["Features:", " UTF8", " MLST type*;", "End"])
        let full = try steps([
            Reply(220, "hi"), Reply(331, "pw"), Reply(230, "in"), features, Reply(200, "I"),
        ])
        let user = try command("USER", "joe")
        #expect(full == [.send([user]), .send([try command("PASS", "p")]), .send([.feat, .typeImage]), .wait, .done])
        let short = try steps([Reply(220, "hi"), Reply(230, "in"), Reply(500, "FEAT?"), Reply(200, "I")])
        #expect(short == [.send([user]), .send([.feat, .typeImage]), .wait, .done])
    }

    @Test("logging in with an account, where the server wants one")
    func account() throws {
        let acct = LoginConversation.Step.send([try command("ACCT", "a")])
        let late = try steps([Reply(220, ""), Reply(331, ""), Reply(332, ""), Reply(230, "")], account: "a")
        #expect(late[2] == acct && late[3] == .send([.feat, .typeImage]))
        let early = try steps([Reply(220, ""), Reply(332, ""), Reply(230, "")], account: "a")
        #expect(early[1] == acct)
    }

    @Test("AUTH TLS comes before the user's name, PBSZ and PROT with it")
    func explicitTLS() throws {
        let protect = try [command("PBSZ", "0"), command("PROT", "P"), command("USER", "joe")]
        let explicit = try steps(
            [Reply(220, ""), Reply(234, ""), Reply(200, ""), Reply(200, ""), Reply(331, "")], security: .explicit)
        #expect(
            explicit == [
                .send([try command("AUTH", "TLS")]), .send(protect), .wait, .wait, .send([try command("PASS", "p")]),
            ])
        let implicit = try steps([Reply(220, ""), Reply(200, ""), Reply(200, "")], security: .implicit)
        #expect(implicit == [.send(protect), .wait, .wait])
    }

    @Test("a server that wants the log-in before PROT is asked again behind it")
    func lateProtection() throws {
        let all = try steps(
            [
                Reply(220, ""), Reply(234, ""), Reply(530, ""), Reply(530, ""), Reply(331, ""), Reply(230, ""),
                Reply(200, ""), Reply(200, ""), Reply(211, ["F", "E"]), Reply(200, ""),
            ], security: .explicit)
        #expect(all[5] == .send([try command("PBSZ", "0"), try command("PROT", "P"), .feat, .typeImage]))
        #expect(all.suffix(4) == [.wait, .wait, .wait, .done])
    }

    @Test(
        "no session without encryption where encryption was asked for",
        arguments: [
            ([Reply(220, ""), Reply(500, "AUTH?")], .noTLS(Reply(500, "AUTH?"))),
            ([Reply(220, ""), Reply(234, ""), Reply(200, ""), Reply(534, "no")], .noPrivateData(Reply(534, "no"))),
            (
                [
                    Reply(220, ""), Reply(234, ""), Reply(503, ""), Reply(503, ""), Reply(230, ""), Reply(200, ""),
                    Reply(536, "no"),
                ], .noPrivateData(Reply(536, "no"))
            ),
        ] as [([Reply], LoginConversation.Refusal)])
    func noEncryption(replies: [Reply], refusal: LoginConversation.Refusal) {
        #expect(throws: refusal) { try steps(replies, security: .explicit) }
    }

    @Test("a refused TYPE is a failure")
    func options() throws {
        #expect(throws: LoginConversation.Refusal.noImageMode(Reply(504, "no"))) {
            try steps([Reply(220, ""), Reply(230, ""), Reply(211, ["F", " UTF8", "E"]), Reply(504, "no")])
        }
    }

    @Test(
        "refusals have their reason",
        arguments: [
            ([Reply(421, "busy")], .notReady(Reply(421, "busy"))),
            ([Reply(220, ""), Reply(530, "no")], .loginRefused(Reply(530, "no"))),
            ([Reply(220, ""), Reply(331, ""), Reply(530, "no")], .loginRefused(Reply(530, "no"))),
            ([Reply(220, ""), Reply(332, "acct")], .accountWanted(Reply(332, "acct"))),
            ([Reply(220, ""), Reply(331, ""), Reply(332, "acct")], .accountWanted(Reply(332, "acct"))),
        ] as [([Reply], LoginConversation.Refusal)])
    func refusals(replies: [Reply], refusal: LoginConversation.Refusal) {
        #expect(throws: refusal) { try steps(replies) }
    }

    @Test("a password with a line break is refused without showing it")
    func unsafePassword() {
        let error = #expect(throws: Command.UnsafeArgument.self) {
            try LoginConversation(LoginConversation.Identity(user: "a", password: "x\r\ny"))
        }
        #expect(error?.shown == "the password")
    }

    @Test(
        "only servers known to read lines whole get a wide window",
        arguments: [
            ("(vsFTPd 3.0.3)", "", PipelineWindow.wide), ("Welcome", " ESTP", PipelineWindow.wide),
            ("pyftpdlib 2.2.0 ready.", "", PipelineWindow.wide),
            ("ProFTPD Server (peer)", " MLST", PipelineWindow.cautious),
            ("FTP server ready", " UTF8", PipelineWindow.cautious),
        ])
    func window(welcome: String, feature: String, expected: PipelineWindow) {
        let features = Features(Reply(211, ["Features:", feature, "End"]))
        #expect(PipelineWindow(features: features, welcome: [welcome], isEncrypted: false) == expected)
    }
}
