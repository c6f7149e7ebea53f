/// Why a request got no usable answer, in words for the user.
package struct WebError: Error, Hashable, Sendable {
    /// The kind of failure.
    package enum Code: String, Hashable, Sendable {
        /// The text is no URL that can be asked for.
        case invalidURL
        /// A header cannot be sent.
        case invalidRequest
        /// No connection, or it broke before there was an answer.
        case unreachable
        /// The server cannot be shown to be the one that is meant.
        case untrusted
        /// The answer was not complete in time.
        case timedOut
        /// One redirect led to the next for too long.
        case tooManyRedirects
        /// An encrypted page led to one in clear text.
        case insecureRedirect
        /// What came is not HTTP, or not all of it came.
        case invalidResponse
        /// The head of the answer is beyond its bounds.
        case tooLarge
    }

    /// The kind of failure.
    package var code: Code
    /// What happened, with the URL, without a final full stop.
    package var message: String
    /// What to do; nil where the message says it all.
    package var help: String?

    /// Whether the same request may be answered a moment later.
    package var mayPass: Bool { [.unreachable, .timedOut, .invalidResponse].contains(code) }

    /// An error with its message.
    package init(_ code: Code, _ message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }
}

extension WebError: CustomStringConvertible {
    package var description: String { help.map { "\(message)\n  \($0)" } ?? message }
}
