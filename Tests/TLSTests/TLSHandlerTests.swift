import NIOCore
import NIOEmbedded
import TLS
import TestSupport
import Testing

/// Two ends of an encrypted connection, back to back in memory.
@Suite("TLS in memory")
struct TLSHandlerTests {
    private final class Ends {
        let client = EmbeddedChannel()
        let server = EmbeddedChannel()
        let sessions: SessionStore

        init(
            _ server: TLSContext, _ client: TLSContext, sessions: SessionStore = SessionStore(),
            host: String = "localhost",
            requiresResumption: Bool = false
        ) throws {
            self.sessions = sessions
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: 21)
            try self.server.pipeline.syncOperations.addHandler(
                TLSHandler(server: server, timeout: .seconds(30), requiresResumption: requiresResumption))
            try self.client.pipeline.syncOperations.addHandler(
                TLSHandler(
                    client: client, host: host, sessions: sessions, timeout: .seconds(30), handshake: nil))
            try self.server.connect(to: address).wait()
            try self.client.connect(to: address).wait()
        }

        /// Carries what each end sends to the other until nothing is left.
        func carry() throws {
            var isBusy = true
            while isBusy {
                isBusy = false
                while case .byteBuffer(let buffer)? = try client.readOutbound(as: IOData.self) {
                    isBusy = true
                    try server.writeInbound(buffer)
                }
                while case .byteBuffer(let buffer)? = try server.readOutbound(as: IOData.self) {
                    isBusy = true
                    try client.writeInbound(buffer)
                }
            }
        }

        func summary() throws -> TLSSummary {
            try client.pipeline.syncOperations.handler(type: TLSHandler.self).summary
        }
    }

    private func server(_ name: String = "good") throws -> TLSContext {
        let file = Certificates.file(name)
        return try TLSContext(serverIdentity: TLSContext.Identity(certificateFile: file, keyFile: file))
    }

    private func client() throws -> TLSContext { try TLSContext(trust: .file(Certificates.file("ca"))) }

    private func text(_ channel: EmbeddedChannel) throws -> String {
        var text = ""
        while let buffer = try channel.readInbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    @Test("what is written before the handshake comes through it, both ways")
    func echo() throws {
        let ends = try Ends(try server(), try client())
        ends.client.writeAndFlush(IOData.byteBuffer(ByteBuffer(string: "to the server")), promise: nil)
        try ends.carry()
        #expect(try text(ends.server) == "to the server")
        let large = String(repeating: "0123456789", count: 50_000)
        ends.server.writeAndFlush(IOData.byteBuffer(ByteBuffer(string: large)), promise: nil)
        try ends.carry()
        #expect(try text(ends.client) == large)
        #expect(try ends.summary().version == "TLSv1.3")
        #expect(try ends.summary().certificate?.names == "localhost, ftp.test, 127.0.0.1, ::1")
    }

    @Test("sessions are resumed, tickets used once, and those of another server refused")
    func resumption() throws {
        let (context, trust) = (try server(), try client())
        let first = try Ends(context, trust)
        try first.carry()
        #expect(try !first.summary().isResumed)
        #expect(first.sessions.count > 0)
        for _ in 0..<5 {
            let next = try Ends(context, trust, sessions: first.sessions, requiresResumption: true)
            try next.carry()
            #expect(try next.summary().isResumed)
        }
        let other = try Ends(try context.withOwnSessions(), trust, sessions: first.sessions, requiresResumption: true)
        #expect(throws: TLSError.handshakeFailed("the session of the control connection was not resumed")) {
            try other.carry()
        }
    }

    @Test("a connection without end mark is told, one with it is not")
    func endMark() throws {
        let cut = try Ends(try server(), try client())
        try cut.carry()
        cut.client.pipeline.fireChannelInactive()
        #expect(throws: TLSError.truncated) { try cut.client.throwIfErrorCaught() }
        let ended = try Ends(try server(), try client())
        try ended.carry()
        ended.server.close(promise: nil)
        try ended.carry()
        try ended.client.throwIfErrorCaught()
    }

    @Test("rubbish is no handshake, and bytes of a broken record are no data")
    func rubbish() throws {
        let ends = try Ends(try server(), try client())
        #expect(throws: TLSError.self) { try ends.client.writeInbound(ByteBuffer(string: "220 FTP, not TLS\r\n")) }
        let broken = try Ends(try server(), try client())
        try broken.carry()
        #expect(throws: TLSError.self) {
            try broken.client.writeInbound(ByteBuffer(bytes: [23, 3, 3, 0, 20] + Array(repeating: 7, count: 20)))
        }
        #expect(try text(broken.client).isEmpty)
    }

    @Test("a handshake that goes on for ever ends")
    func patience() throws {
        let ends = try Ends(try server(), try client())
        (ends.client.eventLoop as? EmbeddedEventLoop)?.advanceTime(by: .seconds(31))
        #expect(throws: TLSError.handshakeFailed("the handshake was not over after 30 seconds")) {
            try ends.client.throwIfErrorCaught()
        }
    }

    @Test("an empty host is no host that a certificate could be for")
    func emptyHost() throws {
        let ends = try Ends(try server(), try client(), host: "")
        #expect(throws: TLSError.self) { try ends.carry() }
    }
}
