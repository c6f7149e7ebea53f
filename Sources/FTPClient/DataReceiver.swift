internal import NIOCore

/// The receiving end of a data connection. What comes is read only as fast as it is consumed.
struct DataReceiver: Sendable {
    private typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, ReadOnDemand
    >

    private let channel: any Channel
    private let inbound: Producer
    private let control: ControlConnection

    /// The receiving end of a channel from which nothing was read yet.
    init(channel: any Channel, control: ControlConnection) throws {
        let demand = ReadOnDemand(channel)
        // A connection that nobody takes up ends with its last holder.
        let sequence = Producer.makeSequence(
            backPressureStrategy: NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
                lowWatermark: 2, highWatermark: 8),
            finishOnDeinit: true, delegate: demand)
        try channel.pipeline.syncOperations.addHandler(InboundBridge(sequence.source, demand))
        self.channel = channel
        self.control = control
        inbound = sequence.sequence
    }

    /// Closes at once, so that receiving ends.
    func abort() { channel.close(promise: nil) }

    /// Gives all that comes to `consume`, until the server ends it; the server waits while `consume` works.
    ///
    /// - Throws: NIO's and TLS errors where the connection breaks, and what `consume` throws.
    func receive(_ consume: (ByteBuffer) async throws -> Void) async throws {
        // Some servers confirm a transfer only once this side has closed as well.
        defer { abort() }
        var pieces = Iterator(self)
        while let buffer = try await pieces.next() { try await consume(buffer) }
    }

    /// Gives all that comes piece by piece; nil is the end that the server set, or the end of the task.
    struct Iterator {
        private var pieces: Producer.AsyncIterator
        private let control: ControlConnection

        init(_ receiver: DataReceiver) {
            pieces = receiver.inbound.makeAsyncIterator()
            control = receiver.control
        }

        /// The next piece.
        ///
        /// - Throws: NIO's and TLS errors where the connection breaks.
        mutating func next() async throws -> ByteBuffer? {
            guard let buffer = try await pieces.next(isolation: #isolation) else { return nil }
            control.noteProgress()
            return buffer
        }
    }

    /// Asks a channel for more when the consumer wants more.
    private final class ReadOnDemand: NIOAsyncSequenceProducerDelegate, Sendable {
        private let channel: any Channel
        private let state: NIOLoopBoundBox<(isWanted: Bool, isAsked: Bool)>

        init(_ channel: any Channel) {
            self.channel = channel
            state = NIOLoopBoundBox((true, false), eventLoop: channel.eventLoop)
        }

        func produceMore() {
            channel.eventLoop.execute { [channel, state] in
                state.value.isWanted = true
                if state.value.isAsked {
                    state.value.isAsked = false
                    channel.read()
                }
            }
        }

        func didTerminate() { channel.close(promise: nil) }

        /// The channel could read; on its loop. False puts it off until more is wanted.
        func mayRead() -> Bool {
            if !state.value.isWanted { state.value.isAsked = true }
            return state.value.isWanted
        }

        /// Enough is there; on its loop.
        func stop() { state.value.isWanted = false }
    }

    /// Hands what a channel reads to the sequence.
    private final class InboundBridge: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = IOData

        private let source: Producer.Source
        private let demand: ReadOnDemand

        init(_ source: Producer.Source, _ demand: ReadOnDemand) {
            self.source = source
            self.demand = demand
        }

        func read(context: ChannelHandlerContext) {
            if demand.mayRead() { context.read() }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch source.yield(unwrapInboundIn(data)) {
            case .produceMore: break
            case .stopProducing: demand.stop()
            case .dropped: context.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            source.finish()
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { source.finish(error) }
    }
}
