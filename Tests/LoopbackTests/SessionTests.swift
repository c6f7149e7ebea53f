import FTPClient
import TestSupport
import Testing

/// The public face of the client against servers that answer as a script says.
@Suite("FTPSession")
struct SessionTests {
    private func session(_ peer: ScriptedPeer, _ login: FTPLogin = .anonymous, timeout: Int = 120) async throws
        -> FTPSession
    {
        var options = FTPSession.Options()
        options.port = peer.port
        options.timeout = timeout
        return try await FTPSession.open("127.0.0.1", login: login, options: options)
    }

    /// What `body` fails with on a server that answers `replies` by the first word of a command.
    private func error(
        _ replies: [String: String], _ body: (FTPSession) async throws -> Void
    ) async throws -> FTPError? {
        let peer = try await ScriptedPeer { command in
            let verb = String(command.prefix { $0 != " " })
            return replies[verb].map(ScriptedPeer.Step.reply) ?? ScriptedPeer.login(command)
                ?? (command == "EPSV" ? .passive(sending: nil) : .reply("502 no"))
        }
        do {
            let session = try await session(peer)
            try await body(session)
            session.close()
            return nil
        } catch let error as FTPError {
            return error
        }
    }

    @Test("user, password and account")
    func account() async throws {
        let peer = try await ScriptedPeer(greeting: "220-Hello\r\n220 there") { command in
            if command.hasPrefix("PASS") { return .reply("332 account?") }
            if command.hasPrefix("ACCT") { return .reply("230 in") }
            return ScriptedPeer.login(command) ?? .reply("502 no")
        }
        let session = try await session(peer, FTPLogin(user: "joe", password: "pw", account: "acme"))
        #expect(session.welcome == "Hello\nthere")
        #expect(session.supports("mlst") && !session.supports("REST"))
        await session.quit()
        #expect(peer.commands.prefix(3) == ["USER joe", "PASS pw", "ACCT acme"])
        #expect(!session.isOpen)
        let late = await #expect(throws: FTPError.self) { try await session.delete("a") }
        #expect(late?.description == "DELE cannot be sent: the session is closed")
        #expect("\(FTPLogin(user: "joe", password: "pw"))" == "joe")
    }

    @Test("a refusal is temporary or permanent by its code, and carries the answer")
    func refusals() async throws {
        let busy = try await error(["DELE": "450 busy"]) { try await $0.delete("a b") }
        #expect(busy?.kind == .temporary && busy?.description == "DELE a b was answered with 450 busy")
        let gone = try await error(["DELE": "550-x\r\n550 no such file"]) { try await $0.delete("a") }
        #expect(gone?.kind == .permanent && gone?.reply?.code == 550)
        #expect(gone?.reply?.lines == ["x", "no such file"])
        let login = try await error(["PASS": "530 wrong"]) { _ in }
        #expect(login?.kind == .permanent && login?.description == "the log-in was refused: 530 wrong")
        let rename = try await error(["RNFR": "550 no file", "RNTO": "503 bad sequence"]) {
            try await $0.rename("a", to: "b")
        }
        #expect(rename?.description == "RNFR a was answered with 550 no file")
    }

    @Test("what is no FTP is of the protocol, what has no connection of the transport")
    func protocolAndTransport() async throws {
        let strange = try await error(["SIZE": "213 many"]) { _ = try await $0.size(of: "a") }
        #expect(strange?.kind == .protocol && strange?.description == "SIZE was answered with '213 many'")
        let unsafe = try await error([:]) { try await $0.delete("a\r\nDELE b") }
        #expect(unsafe?.kind == .protocol)
        #expect(unsafe?.description == "\"a\\r\\nDELE b\" holds a line break, which FTP cannot carry")
        try await FreePort.refusing { port in
            var options = FTPSession.Options()
            options.port = port
            let nobody = await #expect(throws: FTPError.self) {
                _ = try await FTPSession.open("127.0.0.1", options: options)
            }
            #expect(nobody?.kind == .transport && nobody?.reply == nil)
        }
    }

    @Test("names that no file can have are no entries")
    func hostileNames() async throws {
        for row in ["type=file; ../../etc/passwd", "type=file; a\tb"] {
            let peer = try await ScriptedPeer { command in
                if command == "EPSV" { return .passive(sending: "type=cdir; /home\r\n\(row)\r\n") }
                if command == "PWD" { return .reply("257 \"/home\"") }
                return ScriptedPeer.login(command) ?? .reply("150 go\r\n226 done")
            }
            let session = try await session(peer)
            let error = await #expect(throws: FTPError.self) { _ = try await session.entries() }
            #expect(error?.kind == .protocol)
            session.close()
        }
    }

    @Test("lines, wherever the network splits them; the last one needs no end")
    func lines() async throws {
        let peer = try await ScriptedPeer { command in
            if command == "EPSV" { return .passive(sending: "first\r\n\r\nlone \r and\r\nlast") }
            return ScriptedPeer.login(command) ?? .reply("150 go (23 bytes)\r\n226 done")
        }
        let session = try await session(peer)
        var lines: [String] = []
        try await session.withDownload(of: "text", as: .text) { transfer in
            #expect(transfer.size == 23)
            for try await line in transfer.lines { lines.append(line) }
        }
        #expect(lines == ["first", "", "lone \r and", "last"])
        #expect(peer.commands.contains("TYPE A"))
        await session.quit()
    }

    @Test("a session does one thing at a time, and says so")
    func oneThing() async throws {
        let server = try await PeerServer(.own)
        var options = FTPSession.Options()
        options.port = server.port
        let login = FTPLogin(user: "tester", password: PeerServer.password)
        try await FTPSession.with("127.0.0.1", login: login, options: options) { session in
            try await session.withUpload(to: "a") { try await $0.write(Array(repeating: 1, count: 1_000_000)) }
            try await session.withDownload(of: "a") { transfer in
                let error = await #expect(throws: FTPError.self) { _ = try await session.names() }
                #expect(
                    error?.description
                        == "NLST has to wait for RETR: a second session can do it at the same time")
                for try await _ in transfer {}
            }
            #expect(try await session.names() == ["a"])
        }
    }

    @Test("who leaves a download early can go on; who fails in an upload cannot")
    func leaving() async throws {
        struct Mine: Error {}
        let server = try await PeerServer(.own)
        var options = FTPSession.Options()
        options.port = server.port
        let login = FTPLogin(user: "tester", password: PeerServer.password)
        let session = try await FTPSession.open("127.0.0.1", login: login, options: options)
        try await session.withUpload(to: "a") { try await $0.write(Array(repeating: 1, count: 5_000_000)) }
        let first = try await session.withDownload(of: "a") { transfer in
            var pieces = transfer.makeAsyncIterator()
            return try await pieces.next()?.count ?? 0
        }
        #expect(first > 0)
        await #expect(throws: Mine.self) { try await session.withDownload(of: "a") { _ in throw Mine() } }
        #expect(try await session.size(of: "a") == 5_000_000)
        #expect(try await session.isDirectory("a") == false)
        await #expect(throws: Mine.self) {
            try await session.withUpload(to: "b") { transfer in
                try await transfer.write([1])
                throw Mine()
            }
        }
        #expect(!session.isOpen)
    }

    @Test("a download that breaks is an error of the transport, not a short file")
    func broken() async throws {
        let peer = try await ScriptedPeer { command in
            if command == "EPSV" { return .passiveStall(sending: "half") }
            return ScriptedPeer.login(command) ?? .cut("150 go")
        }
        let session = try await session(peer)
        let error = await #expect(throws: FTPError.self) {
            try await session.withDownload(of: "a") { for try await _ in $0 {} }
        }
        #expect(error?.kind == .transport)
    }

    @Test("the server's refusal in the middle of an upload is told")
    func full() async throws {
        let error = try await error(["STOR": "150 go\r\n552 Quota exceeded"]) { session in
            try await session.withUpload(to: "a") { try await $0.write(Array(repeating: 1, count: 2_000_000)) }
        }
        #expect(error?.kind == .permanent)
        #expect(error?.description == "STOR a was answered with 552 Quota exceeded")
    }

    @Test("encrypted, on servers that want the session resumed", arguments: [Peer.vsftpd, .proftpd, .own])
    func encrypted(peer: Peer) async throws {
        let server = try await PeerServer(peer, access: Access(.explicit))
        var options = FTPSession.Options()
        options.port = server.port
        options.security = .explicitTLS(.authorities(inFile: Certificates.file("ca")))
        let login = FTPLogin(user: "tester", password: PeerServer.password)
        try await FTPSession.with("127.0.0.1", login: login, options: options) { session in
            try await session.withUpload(to: "a") { try await $0.write(Array(repeating: 1, count: 300_000)) }
            var received = 0
            try await session.withDownload(of: "a") { for try await piece in $0 { received += piece.count } }
            #expect(received == 300_000)
        }
        options.security = .explicitTLS(.fingerprint(String(repeating: "00:", count: 31) + "00"))
        let error = await #expect(throws: FTPError.self) {
            _ = try await FTPSession.open("127.0.0.1", login: login, options: options)
        }
        #expect(error?.kind == .transport)
        #expect(error?.description.hasPrefix("the server's certificate is not trusted (SHA-256 fingerprint ") == true)
    }

    @Test("a command is made of letters; behind one nothing is taken for granted")
    func commands() async throws {
        for verb in ["", "NOOP\r\nDELE x", "SITE CHMOD", "MKD\u{E4}", "5MD"] {
            let error = try await error([:]) { _ = try await $0.command(verb) }
            #expect(error?.kind == .protocol)
        }
        let peer = try await ScriptedPeer { command in
            if command == "EPSV" { return .passive(sending: "x") }
            return ScriptedPeer.login(command) ?? .reply(command.hasPrefix("RETR") ? "150 go\r\n226 ok" : "200 ok")
        }
        let session = try await session(peer)
        #expect(try await session.command("type", "A").code == 200)
        try await session.withDownload(of: "a") { for try await _ in $0 {} }
        #expect(peer.commands.filter { $0.hasPrefix("TYPE") } == ["TYPE I", "TYPE A", "TYPE I"])
        session.close()
    }

    @Test("a listing that fails leaves the session where it was")
    func staysWhereItIs() async throws {
        let peer = try await ScriptedPeer { command in
            if command == "FEAT" { return .reply("502 no") }
            if command == "EPSV" { return .passive(sending: "") }
            if command == "PWD" { return .reply("257 \"/home\"") }
            if command.hasPrefix("LIST") { return .reply("550 denied") }
            return ScriptedPeer.login(command) ?? .reply("250 ok")
        }
        let session = try await session(peer)
        let error = await #expect(throws: FTPError.self) { _ = try await session.entries(in: "secret") }
        #expect(error?.kind == .permanent)
        try await session.delete("index.html")
        await session.quit()
        #expect(
            peer.commands.filter { $0.hasPrefix("CWD") || $0.hasPrefix("DELE") }
                == ["CWD /home/secret", "CWD /home", "DELE index.html"])
    }

    @Test("the end is told only once the server has confirmed it", arguments: ["451 disk error", "426 aborted"])
    func unconfirmed(reply: String) async throws {
        let peer = try await ScriptedPeer { command in
            if command == "EPSV" { return .passive(sending: "half") }
            return ScriptedPeer.login(command)
                ?? .reply(command.hasPrefix("RETR") ? "150 go\r\n\(reply)" : "502 no")
        }
        let session = try await session(peer)
        var isThrough = false
        let error = await #expect(throws: FTPError.self) {
            try await session.withDownload(of: "a") {
                for try await _ in $0 {}
                isThrough = true
            }
        }
        #expect(!isThrough)
        #expect(error?.kind == .temporary)
        session.close()
    }

    @Test("a download is gone through once")
    func once() async throws {
        let peer = try await ScriptedPeer { command in
            if command == "EPSV" { return .passive(sending: "all") }
            return ScriptedPeer.login(command) ?? .reply(command.hasPrefix("RETR") ? "150 go\r\n226 ok" : "502 no")
        }
        let session = try await session(peer)
        let error = await #expect(throws: FTPError.self) {
            try await session.withDownload(of: "a") { transfer in
                for try await _ in transfer {}
                for try await _ in transfer.lines {}
            }
        }
        #expect(error?.description == "a download can be gone through once: its pieces are gone")
        session.close()
    }

    @Test("a cancelled task ends at once, as cancelled")
    func cancelled() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let peer = try await ScriptedPeer { command in
            if command == "EPSV" { return .passiveStall(sending: "half") }
            if command.hasPrefix("RETR") { signal.yield() }
            return ScriptedPeer.login(command) ?? .reply("150 go")
        }
        let session = try await session(peer, timeout: 60)
        let task = Task { try await session.withDownload(of: "a") { for try await _ in $0 {} } }
        for await _ in reached { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!session.isOpen)
    }

    @Test("a server that never agrees to a transfer does not keep anybody waiting for ever")
    func silent() async throws {
        let peer = try await ScriptedPeer { command in
            ScriptedPeer.login(command) ?? (command == "EPSV" ? .passive(sending: nil) : .silence)
        }
        let session = try await session(peer, timeout: 2)
        let error = await #expect(throws: FTPError.self) {
            try await session.withUpload(to: "a") { try await $0.write([1]) }
        }
        #expect(error?.kind == .transport)
    }
}
