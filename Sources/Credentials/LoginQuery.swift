/// What a log-in is looked for: the server, and what the call and the task already say.
package struct LoginQuery: Hashable, Sendable {
    /// A password that is given, or how to come by it.
    package enum GivenPassword: Hashable, Sendable {
        /// The password itself, and where it stands in words.
        case text(Secret, origin: String)
        /// A file that holds it, by its absolute path.
        case file(String)
        /// A command that prints it.
        case command([String])
    }

    /// Whether a person is asked.
    package enum Asking: Hashable, Sendable {
        /// Where nothing else is found and somebody is there.
        case whenNeeded
        /// Always, whatever is stored.
        case always
        /// Never.
        case never
    }

    /// The host, as it stands in the URL.
    package var host: String
    /// The port.
    package var port: Int
    /// The user whom the URL, the command line or the task names.
    package var user: String?
    /// The password that they give.
    package var password: GivenPassword?
    /// Whether a person is asked.
    package var asking: Asking

    /// A query from its parts.
    package init(host: String, port: Int, user: String?, password: GivenPassword? = nil, asking: Asking = .never) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.asking = asking
    }
}
