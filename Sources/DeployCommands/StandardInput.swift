internal import LocalFiles

/// Reads lines of standard input without keeping a command from being stopped.
enum StandardInput {
    /// The next line without its line end; nil at the end.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    static func nextLine() async throws -> String? { try await BlockingCall.value { readLine() } }
}
