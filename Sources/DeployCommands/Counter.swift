internal import Synchronization

/// Counts calls from any thread.
final class Counter: Sendable {
    private let value = Atomic(0)

    /// The number of this call, from 1.
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
