import NIOCore
import NIOEmbedded
import Testing

@testable import FTPClient

/// When a data connection counts as stalled, and when this side is the one that takes its time.
@Suite("Progress of data connections")
struct ProgressWatchTests {
    /// What the watch did.
    private final class Log {
        var ourTurns = 0
    }

    private func channel(isSending: Bool, _ log: Log) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(
            handler: ProgressWatch(timeout: .seconds(10), isSending: isSending) { log.ourTurns += 1 })
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test("whoever has nothing to send yet, or reads nothing, may take its time; the control connection is told")
    func ourTurn() throws {
        let log = Log()
        let sender = try channel(isSending: true, log)
        sender.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(sender.isActive && log.ourTurns >= 6)
        let receiver = try channel(isSending: false, log)
        receiver.read()
        try receiver.writeInbound(ByteBuffer(string: "a piece"))
        receiver.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(receiver.isActive && log.ourTurns >= 12)
    }

    @Test("bytes that do not go out, or that are waited for, are a stall")
    func theirTurn() throws {
        let log = Log()
        for isSending in [true, false] {
            let channel = try channel(isSending: isSending, log)
            if isSending { channel.write(ByteBuffer(string: "a piece"), promise: nil) } else { channel.read() }
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            #expect(channel.isActive)
            channel.embeddedEventLoop.advanceTime(by: .seconds(2))
            #expect(!channel.isActive && log.ourTurns == 0)
            #expect(throws: DataStalled.self) { try channel.throwIfErrorCaught() }
        }
    }

    @Test("once all is sent, the control connection's own watch decides")
    func allSent() throws {
        let log = Log()
        let channel = try channel(isSending: true, log)
        channel.close(mode: .output, promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(log.ourTurns == 0)
    }
}
