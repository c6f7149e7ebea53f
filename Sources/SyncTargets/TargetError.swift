/// Why a target did not do what it was asked, in words for the user.
package struct TargetError: Error, Hashable, Sendable {
    /// The kind of failure; decides what a run does about it.
    package enum Code: String, Sendable, Hashable {
        /// The path does not exist.
        case notFound
        /// Something of this name is there already.
        case exists
        /// A permission is missing.
        case denied
        /// The disk or the quota is used up.
        case full
        /// The name cannot be carried.
        case invalidName
        /// What lies there is not what was expected.
        case unexpected
        /// No connection, or it broke.
        case unreachable
        /// Nobody can log in like this.
        case loginFailed
        /// The server cannot be shown to be the one that is meant.
        case untrusted
        /// The source changed while it was read.
        case changed
        /// Another run is at work there.
        case locked
        /// Somebody changed the target since it was looked at.
        case outdated
        /// Anything else that was refused.
        case refused
    }

    /// The kind of failure.
    package var code: Code
    /// What happened, with the path and the server's reply, without a final full stop.
    package var message: String
    /// What to do; nil where the message says it all.
    package var help: String?

    /// An error with its message.
    package init(_ code: Code, _ message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }
}

extension TargetError: CustomStringConvertible {
    package var description: String { help.map { "\(message)\n  \($0)" } ?? message }
}
