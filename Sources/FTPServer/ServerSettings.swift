internal import FTPProtocol
package import Logging
package import TLS

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
    /// How sessions are encrypted; nil for clear text only.
    package var encryption: ServerEncryption?
    /// Log-ins and transfers at `info`, refused log-ins at `notice`, the dialogue at `trace`.
    package var logger: Logger

    /// Settings from their parts.
    package init(
        host: String = "127.0.0.1", port: Int = 0, greeting: String = "deploy's FTP server is ready.",
        idleTimeout: Int = 300, sessionLimit: Int = 256,
        encryption: ServerEncryption? = nil, logger: Logger
    ) {
        self.host = host
        self.port = port
        self.greeting = greeting
        self.idleTimeout = idleTimeout
        self.sessionLimit = sessionLimit
        self.encryption = encryption
        self.logger = logger
    }
}

/// How a server encrypts its sessions.
package struct ServerEncryption: Sendable {
    /// When sessions are encrypted.
    package enum Mode: Hashable, Sendable {
        /// By AUTH TLS; clear text is taken too.
        case optional
        /// By AUTH TLS; nobody logs in without it, and no data goes in clear text.
        case required
        /// From the first byte.
        case implicit
    }

    /// The certificate and its key.
    package var context: TLSContext
    /// When sessions are encrypted.
    package var mode: Mode
    /// Whether a data connection must resume its control connection's session, which proves that both come from the
    /// same client.
    package var requiresReuse: Bool

    /// Encryption from its parts.
    package init(context: TLSContext, mode: Mode, requiresReuse: Bool = false) {
        self.context = context
        self.mode = mode
        self.requiresReuse = requiresReuse
    }
}

extension ServerEncryption {
    /// What a session tells of it.
    var offer: ServerConversation.TLSOffer {
        switch mode {
        case .optional: .optional
        case .required: .required
        case .implicit: .implicit
        }
    }
}
