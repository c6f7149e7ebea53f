package import Logging

/// How a server serves.
package struct ServerSettings: Sendable {
    /// The address to listen on: an IPv4 or IPv6 address, or a name.
    package var host: String
    /// The port; 0 takes a free one.
    package var port: Int
    /// What is said to a client first.
    package var greeting: String
    /// Seconds without a command or a transfer after which a session is ended.
    package var idleTimeout: Int
    /// The most sessions at once.
    package var sessionLimit: Int
    /// Log-ins and transfers at `info`, refused log-ins at `notice`, the dialogue at `trace`.
    package var logger: Logger

    /// Settings from their parts.
    package init(
        host: String = "127.0.0.1", port: Int = 0, greeting: String = "deploy's FTP server is ready.",
        idleTimeout: Int = 300, sessionLimit: Int = 256, logger: Logger
    ) {
        self.host = host
        self.port = port
        self.greeting = greeting
        self.idleTimeout = idleTimeout
        self.sessionLimit = sessionLimit
        self.logger = logger
    }
}
