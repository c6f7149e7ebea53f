import NIOCore
import NIOPosix
import Synchronization

/// A server that answers as a script says: for what no real server does on demand.
package final class ScriptedPeer: Sendable {
    /// What to do about a command.
    package enum Step: Sendable {
        /// Send these lines.
        case reply(String)
        /// Send nothing.
        case silence
        /// Close the control connection.
        case hangUp
        /// Open a data port and name it (229); what is sent there is swallowed, `text` is what it sends.
        case passive(sending: String?)
        /// Open a data port and name it (229); send `text` there, and then nothing, without an end.
        case passiveStall(sending: String)
        /// Send this reply, then close the control and the data connection.
        case cut(String)
    }

    /// Where it listens.
    package let port: Int
    private let listener: any Channel
    private let recorder: Recorder

    /// A server that sends `greeting` (nil: nothing) and then asks `script` about each command.
    package init(greeting: String? = "220 ready", script: @escaping @Sendable (String) -> Step) async throws {
        let recorder = Recorder()
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptHandler(greeting: greeting, recorder: recorder, script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
        self.recorder = recorder
    }

    /// The commands that came so far.
    package var commands: [String] { recorder.commands }

    deinit { listener.close(promise: nil) }

    /// The usual answers of a server that lets everybody in; nil for what a test has to answer itself.
    package static func login(_ command: String) -> Step? {
        switch command.split(separator: " ").first {
        case "USER"?: .reply("331 password")
        case "PASS"?: .reply("230 in")
        case "FEAT"?: .reply("211-Features:\r\n EPSV\r\n MLST type*;size*;modify*;\r\n211 End")
        case "TYPE"?: .reply("200 ok")
        case "QUIT"?: .reply("221 bye")
        case "CWD"?: .reply("250 ok")
        default: nil
        }
    }
}

/// The commands that a scripted peer got.
final class Recorder: Sendable {
    private let list = Mutex<[String]>([])

    var commands: [String] { list.withLock { $0 } }

    func add(_ command: String) { list.withLock { $0.append(command) } }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let greeting: String?
    private let recorder: Recorder
    private let script: @Sendable (String) -> ScriptedPeer.Step
    private var line = ""
    private var data: (any Channel)?

    init(greeting: String?, recorder: Recorder, script: @escaping @Sendable (String) -> ScriptedPeer.Step) {
        self.greeting = greeting
        self.recorder = recorder
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        if let greeting { send(greeting, context) }
    }

    func channelInactive(context: ChannelHandlerContext) { data?.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        for character in String(buffer: buffer).unicodeScalars {
            if character == "\n" {
                let command = line
                line = ""
                recorder.add(command)
                answer(command, context)
            } else if character != "\r" {
                line.unicodeScalars.append(character)
            }
        }
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }

    private func answer(_ command: String, _ context: ChannelHandlerContext) {
        switch script(command) {
        case .reply(let text): send(text, context)
        case .silence: break
        case .hangUp: context.close(promise: nil)
        case .cut(let text):
            send(text, context)
            data?.close(promise: nil)
            context.close(promise: nil)
        case .passive(let text): openPassive(sending: text, ends: true, context)
        case .passiveStall(let text): openPassive(sending: text, ends: false, context)
        }
    }

    private func openPassive(sending text: String?, ends: Bool, _ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ServerBootstrap(group: context.eventLoop)
            .childChannelInitializer { channel in
                if let text {
                    channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in
                        if ends { channel.close(promise: nil) }
                    }
                }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0)
            .whenSuccess { channel in
                let (handler, context) = bound.value
                handler.data = channel
                handler.send("229 Entering extended passive mode (|||\(channel.localAddress?.port ?? 0)|)", context)
            }
    }
}
