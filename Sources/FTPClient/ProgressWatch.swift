internal import NIOCore

/// Closes a data connection on which no byte moved for too long in either direction.
final class ProgressWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let timeout: TimeAmount
    private var last = NIODeadline.now()
    private var timer: Scheduled<Void>?

    init(timeout: TimeAmount) { self.timeout = timeout }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { watch(context.channel) }
    }

    func channelActive(context: ChannelHandlerContext) {
        last = .now()
        watch(context.channel)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        last = .now()
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let done = promise ?? context.eventLoop.makePromise(of: Void.self)
        last = .now()
        done.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.last = .now() }
        context.write(data, promise: done)
    }

    private func watch(_ channel: any Channel) {
        timer = channel.eventLoop.assumeIsolated().scheduleTask(deadline: last + timeout) { [weak self] in
            guard let self else { return }
            if NIODeadline.now() - last >= timeout { channel.close(promise: nil) } else { watch(channel) }
        }
    }
}
