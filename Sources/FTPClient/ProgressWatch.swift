internal import NIOCore

/// No byte moved on a data connection for too long.
struct DataStalled: Error {
    /// For how long, in seconds.
    let seconds: Int
}

/// Ends a data connection on which no byte moved for too long although somebody wants to read or write: first the error
/// ``DataStalled`` goes up, so that what came so far is not taken for all, then the connection is closed.
final class ProgressWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let timeout: TimeAmount
    private var last = NIODeadline.now()
    private var timer: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var isReading = false
    private var writes = 0

    init(timeout: TimeAmount) { self.timeout = timeout }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { watch(context.eventLoop) }
    }

    func channelActive(context: ChannelHandlerContext) {
        last = .now()
        watch(context.eventLoop)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        isReading = true
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        last = .now()
        isReading = false
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let done = promise ?? context.eventLoop.makePromise(of: Void.self)
        last = .now()
        writes += 1
        done.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            self?.last = .now()
            self?.writes -= 1
        }
        context.write(data, promise: done)
    }

    private func watch(_ loop: any EventLoop) {
        timer?.cancel()
        timer = loop.assumeIsolated().scheduleTask(deadline: last + timeout) { [weak self] in self?.look() }
    }

    private func look() {
        guard let context else { return }
        // Whoever consumes what came may take its time.
        if !isReading, writes == 0 { last = .now() }
        guard NIODeadline.now() - last >= timeout else { return watch(context.eventLoop) }
        context.fireErrorCaught(DataStalled(seconds: Int(timeout.nanoseconds / 1_000_000_000)))
        context.close(promise: nil)
    }
}
