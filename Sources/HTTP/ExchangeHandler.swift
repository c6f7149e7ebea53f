internal import NIOCore
internal import NIOHTTP1

/// Sends one request and takes its answer in. It stands behind NIO's encoder and decoder on a connection that is
/// there already.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let head: HTTPRequestHead
    private let body: [UInt8]
    private var reception: Reception
    private let answer: EventLoopPromise<Reception.Answer>

    /// A handler for one exchange; `answer` is told how it ends.
    init(
        _ head: HTTPRequestHead, body: [UInt8], reception: Reception, answer: EventLoopPromise<Reception.Answer>
    ) {
        self.head = head
        self.body = body
        self.reception = reception
        self.answer = answer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return answer.fail(ExchangeProblem.noAnswer) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(ExchangeProblem) {
            if let complete = try reception.receive(unwrapInboundIn(data)) { answer.succeed(complete) }
        } catch {
            answer.fail(error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { answer.fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        // A promise that is fulfilled stays as it is: this is for a server that closes before it answers.
        answer.fail(ExchangeProblem.noAnswer)
        context.fireChannelInactive()
    }
}
