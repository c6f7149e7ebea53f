/// Where log-ins are looked for; nil for a source that is switched off or not there.
package struct LoginSources: Sendable {
    /// The netrc file as it was found.
    package enum Netrc: Hashable, Sendable {
        /// A file.
        case file(NetrcFile)
        /// None, where it would lie.
        case missing(String)
        /// One that must not be used, in words with the way out.
        case unusable(path: String, reason: String)
    }

    /// Somebody who can be asked.
    package struct Person: Sendable {
        /// Asks for a line. Nil at the end of the input. Throws
        /// `CancellationError`.
        package var line: @Sendable (_ question: String) async throws -> String?
        /// Asks for a secret, which nobody sees. Nil at the end of the input. Throws `CancellationError`.
        package var secret: @Sendable (_ question: String) async throws -> Secret?
        /// Who logs in where nobody is named: the name on this machine.
        package var name: String

        /// Somebody from the parts.
        package init(
            name: String, line: @escaping @Sendable (String) async throws -> String?,
            secret: @escaping @Sendable (String) async throws -> Secret?
        ) {
            self.name = name
            self.line = line
            self.secret = secret
        }
    }

    /// `DEPLOY_USER` and `DEPLOY_PASSWORD`.
    package var environment: (user: String?, password: Secret?)
    /// The keyring.
    package var keyring: (any Keyring)?
    /// Reads the netrc file.
    package var netrc: (@Sendable () -> Netrc)?
    /// Somebody at a terminal.
    package var person: Person?
    /// Reads a file that holds a password. Throws ``LoginFailure``.
    package var readFile: @Sendable (String) throws -> Secret
    /// Runs a command that prints a password. Throws ``LoginFailure``, `CancellationError`.
    package var runCommand: @Sendable ([String]) async throws -> Secret

    /// Sources from their parts; without any, only what is given counts.
    package init(
        environment: (user: String?, password: Secret?) = (nil, nil), keyring: (any Keyring)? = nil,
        netrc: (@Sendable () -> Netrc)? = nil, person: Person? = nil,
        readFile: @escaping @Sendable (String) throws -> Secret = { path in
            throw LoginFailure(message: "\(path) cannot be read here")
        },
        runCommand: @escaping @Sendable ([String]) async throws -> Secret = { words in
            throw LoginFailure(message: "'\(words.first ?? "")' cannot be run here")
        }
    ) {
        self.environment = environment
        self.keyring = keyring
        self.netrc = netrc
        self.person = person
        self.readFile = readFile
        self.runCommand = runCommand
    }
}

/// Why there is no log-in.
package struct LoginFailure: Error, Hashable, Sendable {
    /// What is wrong.
    package var message: String
    /// What to do.
    package var help: String?

    /// A failure in words.
    package init(message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
