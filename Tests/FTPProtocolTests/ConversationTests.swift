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

    private func steps(_ replies: [Reply]) throws -> [LoginConversation.Step] {
        var login = try LoginConversation(user: "joe", password: "p")
        return try replies.map { try login.received($0) }
    }

    @Test("logging in, with and without a password")
    func login() throws {
        let features = Reply(211, ["Features:", " UTF8", " MLST type*;", "End"])
        let full = try steps([
            Reply(220, "hi"), Reply(331, "pw"), Reply(230, "in"), features, Reply(200, "utf8"), Reply(200, "I"),
        ])
        #expect(
            full == [
                .send([try Command("USER", "joe")]), .send([try Command("PASS", "p")]), .send([.feat]),
                .send([Command("OPTS", literal: "UTF8 ON"), .typeImage]), .wait, .done,
            ])
        let short = try steps([Reply(220, "hi"), Reply(230, "in"), Reply(500, "FEAT?"), Reply(200, "I")])
        #expect(short == [.send([try Command("USER", "joe")]), .send([.feat]), .send([.typeImage]), .done])
    }

    @Test("a refused OPTS UTF8 is no failure, a refused TYPE is")
    func options() throws {
        let begin = [Reply(220, ""), Reply(230, ""), Reply(211, ["F", " UTF8", "E"])]
        #expect(try steps(begin + [Reply(504, "no"), Reply(200, "I")]).last == .done)
        #expect(throws: LoginConversation.Refusal.noImageMode(Reply(504, "no"))) {
            try steps(begin + [Reply(200, ""), Reply(504, "no")])
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
            try LoginConversation(user: "a", password: "x\r\ny")
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
    func window(welcome: String, feature: String, expected: Int) {
        let features = Features(Reply(211, ["Features:", feature, "End"]))
        #expect(PipelineWindow.bytes(features: features, welcome: [welcome]) == expected)
    }

    private enum StoreEvent: Sendable {
        case connected, connectFailed, sent, sendFailed, final(Int)
    }

    @Test(
        "an upload ends well only if all was sent and confirmed",
        arguments: [
            ([.connected, .sent, .final(226)], .stored(Reply(226, ""))),
            ([.connected, .final(226), .sent], .stored(Reply(226, ""))),
            ([.connected, .final(550)], .refused(Reply(550, ""))), ([.final(550)], .refused(Reply(550, ""))),
            ([.connected, .sendFailed, .final(426)], .refused(Reply(426, ""))),
            ([.connected, .sendFailed, .final(226)], .incomplete("broke")),
            ([.connectFailed], .noConnection("refused")),
            ([.final(425), .connectFailed], .refused(Reply(425, ""))), ([.connected, .sent], nil), ([.connected], nil),
        ] as [([StoreEvent], StoreExchange.Verdict?)])
    private func store(events: [StoreEvent], verdict: StoreExchange.Verdict?) {
        var exchange = StoreExchange()
        for event in events {
            switch event {
            case .connected: _ = exchange.connected()
            case .connectFailed: _ = exchange.connectFailed("refused")
            case .sent: _ = exchange.sentAll()
            case .sendFailed: _ = exchange.sendFailed("broke")
            case .final(let code): _ = exchange.received(Reply(code, ""))
            }
        }
        #expect(exchange.verdict == verdict)
    }
}
