package import Credentials

/// What happens to a log-in at the server: refused, somebody may give another one; accepted, it may be kept.
package struct LoginRenewal: Sendable {
    /// How often another one is asked for.
    static let attempts = 3

    /// Gives another log-in for one that was refused, and with what reply; nil where there is none. Throws
    /// `CancellationError`.
    package var again: @Sendable (Login, _ reply: String) async throws -> Login?
    /// Is told of a log-in that the server has taken.
    package var accepted: @Sendable (Login) async -> Void

    /// A renewal; without anything, what is refused stays refused.
    package init(
        again: @escaping @Sendable (Login, String) async throws -> Login? = { _, _ in nil },
        accepted: @escaping @Sendable (Login) async -> Void = { _ in }
    ) {
        self.again = again
        self.accepted = accepted
    }
}
