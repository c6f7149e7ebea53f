internal import CLibSecret
internal import Synchronization

/// Ends what blocks in a ``SecretSession``, from another thread.
final class SecretCancellation: Sendable {
    private struct State {
        /// The address of the GCancellable, as long as the session lasts.
        var address: UInt?
        /// Whether it was cancelled, also before it began.
        var isCancelled = false
    }

    private let state = Mutex(State())

    func begin(_ cancellable: LibSecret.Pointer?) {
        state.withLock { state in
            state.address = unsafe cancellable.map { UInt(bitPattern: $0) }
            if state.isCancelled { Self.cancel(state.address) }
        }
    }

    func end() { state.withLock { $0.address = nil } }

    /// Cancels the session; one that has ended is left alone, and one that has not begun ends at its beginning.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            Self.cancel(state.address)
        }
    }

    private static func cancel(_ address: UInt?) {
        guard let address, let library = LibSecret() else { return }
        unsafe library.cancellableCancel(LibSecret.Pointer(bitPattern: address))
    }
}
