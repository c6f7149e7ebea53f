internal import Synchronization

/// How far a transfer is, and the way to stop it from outside.
final class TransferProgress: Sendable {
    private struct State {
        var bytes = 0
        var isStopped = false
        var stop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// The bytes that went over the data connection so far.
    var bytes: Int { state.withLock { $0.bytes } }
    /// Whether somebody asked for an end.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Bytes went over the data connection.
    func add(_ count: Int) { state.withLock { $0.bytes += count } }

    /// What ends the step that the transfer is in; done at once if an end was asked for already.
    func onStop(_ action: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            state.stop = action
            return state.isStopped
        }
        if isStopped { action() }
    }

    /// Ends the transfer.
    func stop() {
        let action = state.withLock { state in
            state.isStopped = true
            return state.stop
        }
        action?()
    }
}
