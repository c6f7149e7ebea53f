internal import Dispatch
internal import Synchronization

/// Reads lines of standard input without keeping a command from being stopped.
enum StandardInput {
    /// The next line without its line end; nil at the end.
    ///
    /// - Throws: `CancellationError` when the task is cancelled. The read itself cannot be taken back, so its thread stays
    ///   behind until the process ends.
    static func nextLine() async throws -> String? {
        let answer = Answer()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.wait(continuation)
                DispatchQueue.global().async { answer.give(.success(readLine())) }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    /// One answer for one who waits: the first that comes counts.
    private final class Answer: Sendable {
        private enum State {
            case empty
            case waiting(CheckedContinuation<String?, any Error>)
            case given(Result<String?, any Error>)
            case done
        }

        private let state = Mutex(State.empty)

        func wait(_ continuation: CheckedContinuation<String?, any Error>) {
            let early = state.withLock { state -> Result<String?, any Error>? in
                if case .given(let result) = state {
                    state = .done
                    return result
                }
                state = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(with: early) }
        }

        func give(_ result: Result<String?, any Error>) {
            let waiting = state.withLock { state -> CheckedContinuation<String?, any Error>? in
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
