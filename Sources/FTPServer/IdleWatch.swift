internal import NIOCore
internal import Synchronization

/// Tells a session that nothing came for too long.
final class IdleWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What is done then; set once the session exists.
    final class Trigger: Sendable {
        /// Called on the event loop.
        let action = Mutex<(@Sendable () -> Void)?>(nil)
    }

    private let trigger: Trigger

    init(_ trigger: Trigger) { self.trigger = trigger }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            trigger.action.withLock { $0 }?()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
