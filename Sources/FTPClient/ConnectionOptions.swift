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
    /// Seconds without progress (a reply, bytes of a transfer) before an operation fails.
    package var timeout: Int
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
