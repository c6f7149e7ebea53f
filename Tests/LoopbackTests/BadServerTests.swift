import FileTree
import SyncTargets
import Synchronization
import TestSupport
import Testing

/// Servers that cut, stall, lie and flood: each ends with a clear error, none with a hang.
@Suite("Bad servers")
struct BadServerTests {
    /// What a run against a scripted server fails with; the server's address is HOST in it.
    private func failure(
        timeout: Int = 120, greeting: String? = "220 ready", user: String? = "tester", password: String? = "secret",
        _ script: @escaping @Sendable (String) -> ScriptedPeer.Step,
        doing body: (any SyncTarget) async throws -> Void = { _ = try await $0.open() }
    ) async throws -> TargetError? {
        let peer = try await ScriptedPeer(greeting: greeting, script: script)
        do {
            let target = try await Loopback.target(port: peer.port, user: user, password: password, timeout: timeout)
            try await body(target)
            await target.close()
            return nil
        } catch var error as TargetError {
            error.message = error.message.replacing("127.0.0.1:\(peer.port)", with: "HOST")
            return error
        }
    }

    private func message(
        timeout: Int = 120, greeting: String? = "220 ready", user: String? = "tester", password: String? = "secret",
        _ script: @escaping @Sendable (String) -> ScriptedPeer.Step,
        doing body: (any SyncTarget) async throws -> Void = { _ = try await $0.open() }
    ) async throws -> String? {
        try await failure(
            timeout: timeout, greeting: greeting, user: user, password: password, script, doing: body)?.message
    }

    private func store(_ target: any SyncTarget) async throws {
        let path = try #require(RelativePath("f"))
        try await target.withWriter(confirmed: { _ in }) {
            try await $0.store(.bytes(Array(repeating: 7, count: 100_000)), at: path) { _ in }
        }
    }

    @Test("nothing listens")
    func refused() async throws {
        try await FreePort.refusing { port in
            let target = try await Loopback.target(port: port)
            let error = await #expect(throws: TargetError.self) { try await target.open() }
            #expect(error?.message == "no connection to 127.0.0.1:\(port): connection refused: nothing listens there")
            #expect(error?.help == "check host and port of 'remote', and that the server runs")
        }
    }

    @Test("a server that falls silent in the log-in")
    func silentLogin() async throws {
        let message = try await message(timeout: 10) { _ in .silence }
        #expect(message == "HOST did not answer for 10 seconds while waiting for the reply to USER tester")
    }

    @Test("a host name that does not exist")
    func unknownHost() async throws {
        let target = try await Loopback.target(host: "no-such-host.invalid", port: 21)
        let error = await #expect(throws: TargetError.self) { try await target.open() }
        #expect(error?.message == "no connection to no-such-host.invalid:21: the host name is not known")
    }

    @Test("a second connection to a data port is turned away, and the server lives on")
    func secondConnection() async throws {
        let folder = try TemporaryFolder()
        try folder.write("f", "hello")
        try await Loopback.serving(folder.path) { server in
            try folder.write(
                "client.py",
                """
                import ftplib, socket
                f = ftplib.FTP()
                f.connect('127.0.0.1', \(server.port))
                f.login('tester', '\(PeerServer.password)')
                host, port = f.makepasv()
                first, second = socket.create_connection((host, port)), socket.create_connection((host, port))
                f.sendcmd('RETR f')
                assert sorted([first.recv(10), second.recv(10)]) == [b'', b'hello']
                assert f.voidresp().startswith('226')
                f.makepasv()
                socket.create_connection((host, f.makepasv()[1])).close()
                f.quit()
                """)
            let result = try await Program.run("/usr/bin/python3", [folder.at("client.py")])
            #expect(result.status == 0, "\(result.errors)")
            let target = try await Loopback.target(port: server.port)
            #expect(try await target.list(.root).entries.count == 2)
            await target.close()
        }
    }

    @Test("no greeting ever comes")
    func noGreeting() async throws {
        let message = try await message(timeout: 4, greeting: nil) { _ in .silence }
        #expect(message == "HOST did not answer for 4 seconds while waiting for the reply to the greeting")
    }

    @Test("a wrong password is told with the server's words")
    func wrongPassword() async throws {
        let message = try await message { $0.hasPrefix("USER") ? .reply("331 pw") : .reply("530 Login incorrect.") }
        #expect(message == "HOST refused the log-in: '530 Login incorrect.'")
    }

    @Test("no password for a user is told before anything is connected")
    func noPassword() async throws {
        let message = try await message(password: nil) { _ in .silence }
        #expect(message == "no password for tester at 127.0.0.1")
    }

    @Test("something that is not FTP")
    func notFTP() async throws {
        let message = try await message(greeting: "SSH-2.0-OpenSSH_9.2") { _ in .silence }
        #expect(
            message
                == "HOST does not speak FTP as expected: the server sent 'SSH-2.0-OpenSSH_9.2', which is no FTP reply")
    }

    @Test("a server that hangs up in the middle")
    func hangUp() async throws {
        let message = try await message {
            ScriptedPeer.login($0) == nil ? .hangUp : ScriptedPeer.login($0) ?? .hangUp
        } doing: {
            _ = try await $0.list(.root)
        }
        #expect(message == "the connection to HOST ended while waiting for EPSV")
    }

    @Test("421 at any moment")
    func goingDown() async throws {
        let message = try await message {
            ScriptedPeer.login($0) ?? .reply("421 Shutting down.")
        } doing: {
            _ = try await $0.list(.root)
        }
        #expect(message == "HOST ended the session: '421 Shutting down.'")
    }

    @Test("a reply to an upload that never comes")
    func silentUpload() async throws {
        let message = try await message(timeout: 3) {
            ScriptedPeer.login($0) ?? ($0 == "EPSV" ? .passive(sending: nil) : .silence)
        } doing: {
            try await store($0)
        }
        // All was sent: the second attempt asks what arrived.
        #expect(message == "HOST did not answer for 3 seconds while waiting for the reply to SIZE /f")
    }

    @Test("a connection that is cut in the middle of an upload")
    func cutUpload() async throws {
        let message = try await message {
            if $0.hasPrefix("SIZE") || $0.hasPrefix("MDTM") { return .reply("550 not there") }
            return ScriptedPeer.login($0) ?? ($0 == "EPSV" ? .passive(sending: nil) : .cut("150 go"))
        } doing: {
            try await store($0)
        }
        // Which of the two connections is seen to end first is up to the network; the reason is the same.
        #expect(message == "the connection to HOST ended while waiting for STOR /f")
    }

    @Test(
        "uploads that are refused say why",
        arguments: [
            ("550 Permission denied.", "f: the server answered '550 Permission denied.'", TargetError.Code.denied),
            ("553 Could not create file.", "f: the server answered '553 Could not create file.'", .denied),
            ("452 No space left.", "f: the server answered '452 No space left.'", .full),
            ("552 Quota exceeded", "f: the server answered '552 Quota exceeded'", .full),
            (
                "550 x: No such file or directory", "f: the server answered '550 x: No such file or directory'",
                .notFound
            ),
        ])
    func refusedUpload(reply: String, expected: String, code: TargetError.Code) async throws {
        let error = try await failure {
            ScriptedPeer.login($0) ?? ($0 == "EPSV" ? .passive(sending: nil) : .reply(reply))
        } doing: {
            try await store($0)
        }
        #expect(error?.message == expected)
        #expect(error?.code == code)
    }

    @Test("a listing whose data stalls is not taken for whole, although the server says 226")
    func stalledListing() async throws {
        let message = try await message(timeout: 3) {
            ScriptedPeer.login($0)
                ?? ($0 == "EPSV"
                    ? .passiveStall(sending: "type=file;size=1; a\r\n") : .reply("150 go\r\n226 That was all."))
        } doing: {
            _ = try await $0.list(.root)
        }
        #expect(message == "/: the data connection of MLSD / to HOST broke: nothing moved for 3 seconds")
    }

    @Test("450 means an empty folder only where the server says so", arguments: [true, false])
    func listingRefused(isEmpty: Bool) async throws {
        let reply = isEmpty ? "450 No files found" : "450 Local I/O error, try later"
        let message = try await message {
            ScriptedPeer.login($0) ?? ($0 == "EPSV" ? .passive(sending: "") : .reply(reply))
        } doing: {
            let entries = try await $0.list(.root).entries
            #expect(entries.isEmpty)
        }
        #expect(message == (isEmpty ? nil : "/: the server answered '450 Local I/O error, try later'"))
    }

    /// The order in which a server may answer STOR and an EPSV sent with it, and whether the file counts.
    @Test(
        "answers to an upload and to the question sent with it, in any order",
        arguments: [
            (["150 go", "226 ok", "229 (|||PORT|)"], true), (["150 go", "229 (|||PORT|)", "226 ok"], true),
            (["150 go", "229 (|||PORT|)", "552 Quota exceeded"], false),
            (["150 go", "450 EPSV: busy", "226 ok"], true),
            (["553 No", "229 (|||PORT|)"], false),
        ])
    func order(replies: [String], isStored: Bool) async throws {
        let last = Mutex("")
        let message = try await message { command in
            let before = last.withLock { last in
                defer { last = command }
                return last
            }
            if let step = ScriptedPeer.login(command) { return step }
            if command.hasPrefix("SIZE") { return .reply("213 100000") }
            if command.hasPrefix("MDTM") { return .reply("213 20260101000000") }
            if command.hasPrefix("STOR") {
                return .reply(replies.joined(separator: "\r\n").replacing("PORT", with: "1"))
            }
            // The question behind STOR was answered with it.
            return before.hasPrefix("STOR") ? .silence : .passive(sending: nil)
        } doing: {
            try await store($0)
        }
        if isStored {
            #expect(message == nil)
        } else {
            #expect(message?.hasPrefix("f: the server answered '55") == true)
        }
    }

    @Test("a download that the question for the next port cuts short is fetched again, without that question")
    func confusedDownload() async throws {
        let last = Mutex("")
        let sized = Commands()
        let peer = try await ScriptedPeer { command in
            let before = last.withLock { last in
                defer { last = command }
                return last
            }
            if let step = ScriptedPeer.login(command) { return step }
            if command.hasPrefix("SIZE") {
                _ = sized.next()
                return .reply("213 5")
            }
            // The port that is asked for together with the size is for the file with which it is tried.
            if command == "EPSV" { return .passive(sending: before.hasPrefix("SIZE") ? "who" : "whole") }
            return .reply(command.hasPrefix("RETR") ? "150 go\r\n226 ok" : "502 no")
        }
        let target = try await Loopback.target(port: peer.port, connections: 1, timeout: 120)
        let path = try #require(RelativePath("f"))
        for _ in 0..<3 {
            let received = Mutex<[UInt8]>([])
            try await target.read(path) { piece in received.withLock { $0 += piece } }
            #expect(received.withLock { String(decoding: $0, as: UTF8.self) } == "whole")
        }
        await target.close()
        #expect(sized.number == 1)
    }

    @Test("an upload that went on and broke before its seam was looked at begins anew")
    func unprovenSeam() async throws {
        let (stores, logins) = (Commands(), Commands())
        let peer = try await ScriptedPeer { command in
            if command == "FEAT" { return .reply("211-F:\r\n EPSV\r\n SIZE\r\n REST STREAM\r\n211 End") }
            // Once nobody lets the client in: that attempt does not come to the file.
            if command.hasPrefix("USER"), logins.next() == 3 { return .hangUp }
            if let step = ScriptedPeer.login(command) { return step }
            if command == "EPSV" { return .passive(sending: nil) }
            if command.hasPrefix("SIZE") { return .reply("213 9000000") }
            if command.hasPrefix("REST") { return .reply("350 ok") }
            guard command.hasPrefix("STOR") else { return .reply("502 no") }
            return stores.next() < 3 ? .cut("150 go") : .reply("150 go\r\n226 ok")
        }
        let target = try await Loopback.target(port: peer.port, connections: 1, timeout: 120)
        let path = try #require(RelativePath("f"))
        try await target.withWriter(confirmed: { _ in }) {
            try await $0.store(.bytes(Array(repeating: 7, count: 10_000_000)), at: path) { _ in }
        }
        await target.close()
        let sent = peer.commands.filter { $0.hasPrefix("STOR") || $0.hasPrefix("REST") }
        #expect(sent == ["STOR /f", "REST 9000000", "STOR /f", "STOR /f"])
    }

    @Test("a server that wants to know the transfer before it gives a port")
    func announced() async throws {
        let announcements = Commands()
        let message = try await message {
            if $0 == "FEAT" { return .reply("211-F:\r\n PRET\r\n EPSV\r\n SIZE\r\n211 End") }
            if let step = ScriptedPeer.login($0) { return step }
            if $0 == "PRET STOR /f" {
                _ = announcements.next()
                return .reply("200 ok")
            }
            if $0 == "EPSV" { return announcements.number > 0 ? .passive(sending: nil) : .reply("500 PRET first") }
            if $0.hasPrefix("SIZE") { return .reply("213 100000") }
            return $0.hasPrefix("STOR") ? .reply("150 go\r\n226 ok") : .reply("502 no")
        } doing: {
            try await store($0)
        }
        #expect(message == nil)
    }

    @Test("what is refused when it is announced is refused for that reason")
    func refusedAnnouncement() async throws {
        let message = try await message {
            if $0 == "FEAT" { return .reply("211-F:\r\n PRET\r\n EPSV\r\n211 End") }
            if let step = ScriptedPeer.login($0) { return step }
            return .reply($0.hasPrefix("PRET") ? "550 Permission denied" : "500 PRET first")
        } doing: {
            try await store($0)
        }
        #expect(message == "f: the server answered '550 Permission denied'")
    }

    @Test("a data port that nobody listens on")
    func noDataConnection() async throws {
        try await FreePort.refusing { port in
            let message = try await message {
                ScriptedPeer.login($0) ?? ($0 == "EPSV" ? .reply("229 ok (|||\(port)|)") : .silence)
            } doing: {
                try await store($0)
            }
            #expect(message == Self.refusedData(port))
        }
    }

    private static func refusedData(_ port: Int) -> String {
        "the control connection to HOST works, but no data connection to port \(port): connection refused: nothing listens there"
    }

    @Test("EPSV that is refused leads to PASV, whose address is not believed")
    func passive() async throws {
        try await FreePort.refusing { port in
            let message = try await message {
                ScriptedPeer.login($0)
                    ?? ($0 == "EPSV"
                        ? .reply("500 what?")
                        : $0 == "PASV" ? .reply("227 ok (10,9,8,7,\(port / 256),\(port % 256))") : .silence)
            } doing: {
                try await store($0)
            }
            #expect(message == Self.refusedData(port))
        }
    }

    @Test(
        "names that no file can have are refused, quoted",
        arguments: [
            ("type=file;size=1; ../evil", "../evil"), ("type=file;size=1; /etc/passwd", "/etc/passwd"),
            ("type=file;size=1; a\u{1B}[2Jb", "a\\u{1b}[2Jb"),
        ])
    func hostileNames(row: String, shown: String) async throws {
        let message = try await message {
            ScriptedPeer.login($0) ?? ($0 == "EPSV" ? .passive(sending: row + "\r\n") : .reply("150 go\r\n226 done"))
        } doing: {
            _ = try await $0.list(.root)
        }
        #expect(message == "the server lists the name '\(shown)' in /, which no file can have")
    }

    @Test("server text cannot move the terminal or begin a line of its own")
    func escaped() async throws {
        let message = try await message(greeting: "421 \u{1B}[2J::error::x") { _ in .silence }
        #expect(message == "HOST ended the session: '421 \\u{1b}[2J::error::x'")
    }

    @Test("too many connections: those that stand do the work")
    func tooMany() async throws {
        let folder = try TemporaryFolder()
        try await Loopback.serving(folder.path, sessionLimit: 1) { server in
            let target = try await Loopback.target(port: server.port, connections: 3)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        try await target.withWriter(confirmed: { _ in }) { writer in
                            guard let name = RelativePath("f\(worker)") else { return }
                            try await writer.store(.bytes([1]), at: name) { _ in }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await target.list(.root).entries.count == 3)
            await target.close()
        }
    }

    @Test("a cancelled operation ends at once")
    func cancel() async throws {
        let peer = try await ScriptedPeer { ScriptedPeer.login($0) ?? .silence }
        let target = try await Loopback.target(port: peer.port, timeout: 3_000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await target.list(.root) }
            try await eventually("EPSV was sent") { peer.commands.contains("EPSV") }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        }
    }
}

/// Counts how often something was asked.
private final class Commands: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }

    var number: Int { count.load(ordering: .relaxed) }
}
