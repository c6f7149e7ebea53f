package import NIOCore

/// Encrypts a connection: stands next to the network, what is behind it sees plain bytes.
///
/// Writes wait for the end of the handshake, in which the other side's certificate is checked. A connection that ends
/// without close_notify gives ``TLSError/truncated`` before it becomes inactive, unless this side has ended its writing.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = IOData
    package typealias OutboundOut = IOData

    private enum State { case idle, handshaking, open, failed(TLSError) }

    private let engine: TLSEngine
    private let handshake: EventLoopPromise<TLSSummary>?
    private let requiresResumption: Bool
    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?
    private var state = State.idle
    private var waiting = CircularBuffer<(ByteBuffer, EventLoopPromise<Void>?)>()
    private var waitingClose: EventLoopPromise<Void>?
    private var isCloseWaiting = false
    private var isReadClosed = false
    private var isWriteClosed = false

    /// The connecting end.
    ///
    /// - Parameters:
    ///   - host: whose certificate is expected, a name or an address.
    ///   - sessions: the sessions that may be resumed; new ones are put there.
    ///   - timeout: how long the handshake may take.
    ///   - handshake: told what was agreed on, or ``TLSError``.
    package init(
        client context: TLSContext, host: String, sessions: SessionStore, timeout: TimeAmount,
        handshake: EventLoopPromise<TLSSummary>?
    ) {
        self.timeout = timeout
        engine = TLSEngine(context, .client(host: host, sessions))
        self.handshake = handshake
        requiresResumption = false
    }

    /// The accepting end.
    ///
    /// - Parameter requiresResumption: refuses a client that resumes no session of this context.
    package init(
        server context: TLSContext, timeout: TimeAmount, requiresResumption: Bool = false,
        handshake: EventLoopPromise<TLSSummary>? = nil
    ) {
        self.timeout = timeout
        engine = TLSEngine(context, .server)
        self.handshake = handshake
        self.requiresResumption = requiresResumption
    }

    /// What was agreed on; empty before the handshake.
    package var summary: TLSSummary { engine.summary }

    // MARK: Life

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        state = .handshaking
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let seconds = timeout.nanoseconds / 1_000_000_000
        timer = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = bound.value
            handler.fail(.handshakeFailed("the handshake was not over after \(seconds) seconds"), context)
        }
        goOn(context)
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        fail(.truncated, context)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .open where !isReadClosed && !isWriteClosed: context.fireErrorCaught(TLSError.truncated)
        case .handshaking, .idle: fail(.handshakeFailed("the other side closed the connection"), context)
        default: break
        }
        drop(.truncated)
        context.fireChannelInactive()
    }

    /// Goes on with the handshake, or ends it.
    private func goOn(_ context: ChannelHandlerContext) {
        do throws(TLSError) {
            let isComplete = try engine.handshake()
            flushOutput(context)
            guard isComplete else { return }
            if requiresResumption, !engine.isResumed {
                throw .handshakeFailed("the session of the control connection was not resumed")
            }
            state = .open
            timer?.cancel()
            handshake?.succeed(engine.summary)
            writeWaiting(context)
        } catch {
            // An alert may stand ready that tells the other side why.
            flushOutput(context)
            fail(error, context)
        }
    }

    private func fail(_ error: TLSError, _ context: ChannelHandlerContext) {
        if case .failed = state { return }
        let wasOpen = if case .open = state { true } else { false }
        state = .failed(error)
        timer?.cancel()
        handshake?.fail(error)
        drop(error)
        guard context.channel.isActive || !wasOpen else { return }
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    /// Whatever was to be written is not going to be.
    private func drop(_ error: TLSError) {
        while let (_, promise) = waiting.popFirst() { promise?.fail(error) }
        waitingClose?.fail(error)
        waitingClose = nil
    }

    // MARK: From the network

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        engine.feed(unwrapInboundIn(data))
        if case .handshaking = state { goOn(context) }
        guard case .open = state else { return }
        deliver(context)
    }

    private func deliver(_ context: ChannelHandlerContext) {
        do throws(TLSError) {
            while !isReadClosed {
                var buffer = context.channel.allocator.buffer(capacity: 32_768)
                var result = TLSEngine.ReadResult.bytes
                while case .bytes = result, buffer.readableBytes < 262_144 { result = try engine.read(into: &buffer) }
                if buffer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
                switch result {
                case .bytes: continue
                case .needsMore: return flushOutput(context)
                case .closed:
                    isReadClosed = true
                    close(context: context, mode: .all, promise: nil)
                }
            }
        } catch {
            flushOutput(context)
            fail(error, context)
        }
    }

    private func flushOutput(_ context: ChannelHandlerContext) {
        guard let output = engine.output(context.channel.allocator) else { return }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(output)), promise: nil)
    }

    // MARK: To the network

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .byteBuffer(let buffer) = unwrapOutboundIn(data) else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        if case .failed(let error) = state {
            promise?.fail(error)
            return
        }
        waiting.append((buffer, promise))
    }

    package func flush(context: ChannelHandlerContext) {
        if case .open = state { writeWaiting(context) }
    }

    private func writeWaiting(_ context: ChannelHandlerContext) {
        do throws(TLSError) {
            while let (buffer, promise) = waiting.popFirst() {
                do throws(TLSError) {
                    try engine.write(buffer)
                } catch {
                    promise?.fail(error)
                    throw error
                }
                let output = engine.output(context.channel.allocator) ?? ByteBuffer()
                context.write(wrapOutboundOut(.byteBuffer(output)), promise: promise)
            }
        } catch {
            return fail(error, context)
        }
        context.flush()
        if isCloseWaiting {
            isCloseWaiting = false
            let promise = waitingClose
            waitingClose = nil
            endWriting(context, promise)
        }
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (mode, state) {
        case (.output, .open): endWriting(context, promise)
        case (.output, .idle), (.output, .handshaking):
            isCloseWaiting = true
            waitingClose = promise
        case (.all, .open):
            if !isWriteClosed {
                isWriteClosed = true
                engine.shutdown()
                flushOutput(context)
            }
            context.close(mode: mode, promise: promise)
        default: context.close(mode: mode, promise: promise)
        }
    }

    /// The end of what is sent: close_notify, and then the end of the TCP stream behind it.
    private func endWriting(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard !isWriteClosed else {
            promise?.succeed(())
            return
        }
        isWriteClosed = true
        engine.shutdown()
        flushOutput(context)
        context.close(mode: .output, promise: promise)
    }
}
