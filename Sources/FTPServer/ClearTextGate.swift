internal import FTPProtocol
internal import NIOCore
internal import TLS

/// Stands before everything else as long as a session is in clear text and may become encrypted. Behind a line that asks
/// for that (AUTH) nothing is let through until it is decided: what somebody put there must not be taken for something
/// that came encrypted, and the client's first encrypted bytes must not be taken for commands.
final class ClearTextGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State { case open, closed, gone }

    private static let keyword = Array("AUTH ".utf8)

    private var state = State.open
    /// How much of `AUTH ` the line that is coming in has matched; nil for a line of something else.
    private var matched: Int? = 0
    private var isAuthentication = false
    private var held = ByteBuffer()
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        switch state {
        case .gone: context.fireChannelRead(data)
        case .closed: hold(&buffer, context)
        case .open:
            guard let end = endOfAuthentication(in: buffer.readableBytesView) else {
                return context.fireChannelRead(data)
            }
            state = .closed
            if let passed = buffer.readSlice(length: end) { context.fireChannelRead(wrapInboundOut(passed)) }
            hold(&buffer, context)
        }
    }

    /// What comes behind the line is kept; a client that sends much of it does not mean well.
    private func hold(_ buffer: inout ByteBuffer, _ context: ChannelHandlerContext) {
        held.writeBuffer(&buffer)
        if held.readableBytes > 65_536 { context.close(promise: nil) }
    }

    /// The number of bytes up to the end of a line that begins with AUTH; nil where there is none.
    private func endOfAuthentication(in bytes: ByteBufferView) -> Int? {
        for (offset, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                let isEnd = isAuthentication
                (matched, isAuthentication) = (0, false)
                if isEnd { return offset + 1 }
            } else if let count = matched {
                let upper = byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
                matched = upper == Self.keyword[count] ? count + 1 : nil
                if matched == Self.keyword.count { (matched, isAuthentication) = (nil, true) }
            }
        }
        return nil
    }

    /// The session stays in clear text: what was held is let through.
    func open() {
        guard let context, state == .closed else { return }
        state = .open
        let rest = held
        held = ByteBuffer()
        if rest.readableBytes > 0 { channelRead(context: context, data: wrapInboundOut(rest)) }
    }

    /// Answers the client and encrypts the connection from here on, all at once.
    ///
    /// - Throws: ``TLSError`` where something in clear text came behind the line.
    func encrypt(_ reply: [UInt8], _ handler: TLSHandler) throws {
        guard let context else { throw ChannelError.ioOnClosedChannel }
        guard held.readableBytes == 0 else {
            throw TLSError.handshakeFailed("the client sent clear text behind AUTH")
        }
        state = .gone
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: reply)), promise: nil)
        try context.pipeline.syncOperations.addHandler(handler, position: .first)
    }
}
