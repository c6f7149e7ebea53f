internal import Dispatch
internal import Synchronization

/// Calls of this machine that block: made on a thread of the system's pool, so that who waits for them can be stopped.
package enum BlockingCall {
    /// The value of `body`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled. The call itself cannot be taken back: its thread stays
    ///   behind until it returns.
    package static func value<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
        let answer = Answer<Value>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.wait(continuation)
                DispatchQueue.global().async {
                    // Who does not wait any more wants nothing done.
                    if answer.isOpen { answer.give(.success(body())) }
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    /// One answer for one who waits: the first that comes counts.
    private final class Answer<Value: Sendable>: Sendable {
        private enum State {
            case empty
            case waiting(CheckedContinuation<Value, any Error>)
            case given(Result<Value, any Error>)
            case done
        }

        private let state = Mutex(State.empty)

        /// Whether nobody has answered yet.
        var isOpen: Bool {
            state.withLock { state in
                switch state {
                case .empty, .waiting: true
                case .given, .done: false
                }
            }
        }

        func wait(_ continuation: CheckedContinuation<Value, any Error>) {
            let early = state.withLock { state -> Result<Value, any Error>? in
                if case .given(let result) = state {
                    state = .done
                    return result
                }
                state = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(with: early) }
        }

        func give(_ result: Result<Value, any Error>) {
            let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
                switch state {
                case .empty:
                    state = .given(result)
                    return nil
                case .waiting(let continuation):
                    state = .done
                    return continuation
                case .given, .done: return nil
                }
            }
            waiting?.resume(with: result)
        }
    }
}
