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
    private let isSending: Bool
    private let isOurTurn: () -> Void
    private var isDone = false
    private var last = NIODeadline.uptimeNanoseconds(0)
    private var timer: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var isReading = false
    private var writes = 0

    /// A watch over one direction; `isOurTurn` is called now and then while the server waits for this side.
    init(timeout: TimeAmount, isSending: Bool, isOurTurn: @escaping () -> Void) {
        self.timeout = timeout
        self.isSending = isSending
        self.isOurTurn = isOurTurn
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        last = context.eventLoop.now
        if context.channel.isActive { watch(context.eventLoop) }
    }

    func channelActive(context: ChannelHandlerContext) {
        last = context.eventLoop.now
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
        last = context.eventLoop.now
        isReading = false
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let done = promise ?? context.eventLoop.makePromise(of: Void.self)
        let loop = context.eventLoop
        last = loop.now
        writes += 1
        done.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            self?.last = loop.now
            self?.writes -= 1
        }
        context.write(data, promise: done)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // All is sent: what is awaited now comes over the control connection, which has a watch of its own.
        if mode == .output { isDone = true }
        context.close(mode: mode, promise: promise)
    }

    private func watch(_ loop: any EventLoop) {
        timer?.cancel()
        let soon = min(last + timeout, loop.now + .nanoseconds(timeout.nanoseconds / 2))
        timer = loop.assumeIsolated().scheduleTask(deadline: soon) { [weak self] in self?.look() }
    }

    private func look() {
        guard let context, !isDone else { return }
        // Whoever makes or consumes the bytes may take its time.
        if isSending ? writes == 0 : !isReading {
            last = context.eventLoop.now
            isOurTurn()
        }
        guard context.eventLoop.now - last >= timeout else { return watch(context.eventLoop) }
        context.fireErrorCaught(DataStalled(seconds: Int(timeout.nanoseconds / 1_000_000_000)))
        context.close(promise: nil)
    }
}
