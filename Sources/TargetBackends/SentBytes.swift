internal import Synchronization

/// Counts what goes out of one attempt, so that it can be taken back where the attempt fails.
final class SentBytes: Sendable {
    private let report: @Sendable (Int64) -> Void
    private let state = Mutex<(offset: Int64, sent: Int64)>((0, 0))

    /// A count that passes on to `report`.
    init(_ report: @escaping @Sendable (Int64) -> Void) { self.report = report }

    /// The attempt goes on at `offset` (bytes).
    func begin(at offset: Int64) {
        state.withLock { $0.offset = offset }
        if offset > 0 { report(offset) }
    }

    /// Bytes went out.
    func add(_ count: Int64) {
        state.withLock { $0.sent += count }
        report(count)
    }

    /// How far into the file the attempt came.
    var reached: Int64 { state.withLock { $0.offset + $0.sent } }

    /// Takes everything back that was reported.
    func takeBack() {
        if reached > 0 { report(-reached) }
    }
}
