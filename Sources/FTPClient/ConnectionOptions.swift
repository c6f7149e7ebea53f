package import Credentials
package import Logging

/// How a session is made.
package struct ConnectionOptions: Sendable {
    /// The server's name or address.
    package var host: String
    /// The port of the control connection.
    package var port: Int
    /// User and password.
    package var login: Login
    /// The account (RFC 959, ACCT) for servers that ask for one.
    package var account: String?
    /// How the session is encrypted; nil for clear text.
    package var encryption: Encryption?
    /// Whether the server opens the data connections (active mode) instead of this side.
    package var isActive = false
    /// Whether names go over the wire in UTF-8, so that the server may be told.
    package var usesUTF8 = true
    /// Seconds without progress (a reply, bytes of a transfer) before an operation fails.
    package var timeout: Int
    /// What is known of the server, shared by all its connections.
    package var memory = HostMemory()
    /// Where the dialogue goes: commands and replies at `trace`, passwords masked.
    package var logger: Logger

    /// The options of a session.
    package init(host: String, port: Int, login: Login, timeout: Int, logger: Logger) {
        self.host = host
        self.port = port
        self.login = login
        self.timeout = timeout
        self.logger = logger
    }
}
