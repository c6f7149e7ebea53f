internal import CLibSecret
internal import Synchronization

/// Ends what blocks in a ``SecretSession``, from another thread.
final class SecretCancellation: Sendable {
    /// The address of the GCancellable, as long as the session lasts.
    private let address = Mutex<UInt?>(nil)

    func begin(_ cancellable: LibSecret.Pointer?) {
        address.withLock { $0 = unsafe cancellable.map { UInt(bitPattern: $0) } }
    }

    func end() { address.withLock { $0 = nil } }

    /// Cancels the session; one that has ended is left alone.
    func cancel() {
        address.withLock { address in
            guard let address, let library = LibSecret() else { return }
            unsafe library.cancellableCancel(LibSecret.Pointer(bitPattern: address))
        }
    }
}
