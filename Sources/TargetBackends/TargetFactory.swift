package import Credentials
package import DeployModel
internal import FTPClient
internal import FTPProtocol
internal import TLS
package import Logging
package import SyncTargets

/// How a target is connected to.
package struct ConnectionPolicy: Hashable, Sendable {
    /// The most connections at once.
    package var limit: Int
    /// Seconds without progress before an operation fails.
    package var timeout: Int
    /// How names go over the wire, as the project file calls it.
    package var encoding: String
    /// Whether the server opens the data connections.
    package var isActive: Bool
    /// Whom an encrypted connection trusts.
    package var certificates: CertificatePolicy
    /// Where the tool's own folder lies, as ``SyncPlan/state`` says it.
    package var state: String

    /// Who logs in, as far as the task says it.
    package var credentials: CredentialPolicy

    /// A policy from its parts.
    package init(
        limit: Int, timeout: Int, encoding: String = "utf-8", isActive: Bool = false,
        certificates: CertificatePolicy = CertificatePolicy(), state: String = SyncPlan.usualState,
        credentials: CredentialPolicy = CredentialPolicy(usesKeyring: false, usesNetrc: false, prompt: .never)
    ) {
        self.state = state
        self.credentials = credentials
        self.limit = limit
        self.timeout = timeout
        self.encoding = encoding
        self.isActive = isActive
        self.certificates = certificates
    }

    /// The policy of a plan.
    package init(_ plan: SyncPlan) {
        self.init(
            limit: plan.connections, timeout: plan.timeout, encoding: plan.encoding, isActive: plan.activeMode,
            certificates: plan.certificates, state: plan.state, credentials: plan.credentials)
    }
}

/// Makes the target that a location names: the only place that knows both sides.
package struct TargetFactory: Sendable {
    private var sources: LoginSources
    private let accepted: @Sendable (Login, LoginQuery) async -> Void
    private let logger: Logger
    private let clock: @Sendable () -> Int64
    private let notes: ServerNotes

    /// A factory that finds log-ins in `sources`, tells `accepted` which of them a server has taken, and begins with what `notes` tell of servers; `clock` gives seconds
    /// since the epoch, UTC.
    package init(
        sources: LoginSources, accepted: @escaping @Sendable (Login, LoginQuery) async -> Void = { _, _ in },
        logger: Logger, notes: ServerNotes, clock: @escaping @Sendable () -> Int64
    ) {
        self.notes = notes
        self.sources = sources
        self.accepted = accepted
        self.logger = logger
        self.clock = clock
    }

    /// The target for the local side: links in a folder of this machine are followed as `symlinks` says. Nothing is
    /// connected yet.
    ///
    /// - Parameter password: the one that stood in the URL.
    /// - Throws: ``TargetError`` where no log-in is found.
    package func source(
        for location: TreeLocation, password: LoginQuery.GivenPassword?, connection: ConnectionPolicy,
        links: SymlinkMode
    ) async throws -> any SyncTarget {
        if case .folder(let path) = location {
            let policy: LinkPolicy =
                switch links {
                case .follow: .follow
                case .skip: .skip
                case .error: .refuse
                }
            return LocalTarget(path: path, links: policy)
        }
        // The tool's own folder is on the other side, and what the task says of its user is about that.
        var connection = connection
        connection.state = SyncPlan.usualState
        connection.credentials = connection.credentials.withoutGiven
        var factory = self
        factory.sources.environment = (nil, nil)
        return try await factory.target(for: location, password: password, connection: connection)
    }

    /// The target for a location. Nothing is connected yet.
    ///
    /// - Parameter password: the one that stood in the URL.
    /// - Throws: ``TargetError`` where no log-in is found, or a program's own target is asked for.
    package func target(
        for location: TreeLocation, password: LoginQuery.GivenPassword?, connection: ConnectionPolicy
    ) async throws -> any SyncTarget {
        switch location {
        case .folder(let path): return LocalTarget(path: path, links: .tell)
        case .custom:
            throw TargetError(.unexpected, "\(location) cannot be opened by its name", help: "pass the target itself")
        case .server(let folder):
            let query = Self.query(folder, password, connection.credentials)
            return FTPTarget(
                folder, state: connection.state, options: try await options(for: folder, query, connection),
                names: WireNames(Charset(named: connection.encoding) ?? .utf8),
                connections: connection.limit, renewal: renewal(query), clock: clock)
        }
    }

    /// The examination of a server; nil for a folder of this machine.
    ///
    /// - Parameter name: that of the folder that may be made there, without its first character.
    /// - Throws: ``TargetError`` where no log-in is found.
    package func examination(
        of location: TreeLocation, password: LoginQuery.GivenPassword?, connection: ConnectionPolicy, name: String
    ) async throws -> ServerExamination? {
        guard case .server(let folder) = location else { return nil }
        let query = Self.query(folder, password, connection.credentials)
        var options = try await options(for: folder, query, connection)
        // What is told has to be seen, not remembered.
        options.memory = HostMemory()
        return ServerExamination(folder, options: options, name: name, limit: connection.limit, now: clock)
    }

    private func options(
        for folder: TreeLocation.ServerFolder, _ query: LoginQuery, _ connection: ConnectionPolicy
    ) async throws -> ConnectionOptions {
        let login = try await login(query)
        logger.info("logging in as \(login.user) (from \(login.origin))")
        var options = ConnectionOptions(
            host: folder.host, port: folder.port, login: login, timeout: connection.timeout, logger: logger)
        options.isActive = connection.isActive
        options.memory = notes.memory(for: folder)
        options.usesUTF8 = connection.encoding == "utf-8"
        options.encryption = try encryption(folder, connection.certificates)
        warn(folder, login, connection.certificates)
        return options
    }

    private func encryption(
        _ folder: TreeLocation.ServerFolder, _ policy: CertificatePolicy
    ) throws -> Encryption? {
        guard folder.tls != .off else { return nil }
        let trust: TLSContext.Trust =
            switch policy.trust {
            case .system: .system
            case .file(let path): .file(path)
            case .fingerprint(let fingerprint): .fingerprint(fingerprint.digits)
            case .anybody: .anybody
            }
        let identity = policy.certificate.map {
            TLSContext.Identity(certificateFile: $0, keyFile: policy.key ?? $0)
        }
        do {
            return Encryption(
                isImplicit: folder.tls == .implicit, context: try TLSContext(trust: trust, identity: identity),
                serverName: policy.serverName ?? folder.host)
        } catch {
            throw EncryptionErrorText.describe(error, address: folder.address)
        }
    }

    /// Says aloud what a person in between could do.
    private func warn(_ folder: TreeLocation.ServerFolder, _ login: Login, _ policy: CertificatePolicy) {
        if folder.tls != .off, policy.trust == .anybody {
            logger.warning(
                "THE CERTIFICATE OF \(folder.address) IS NOT CHECKED (tls_verify: false): anybody in between can read the password and change files"
            )
        }
        if folder.tls == .off, !folder.isOnThisMachine, login.user != "anonymous" {
            logger.warning(
                "the password goes to \(folder.address) in clear text; ftps:// encrypts it, where the server can")
        }
    }

    // MARK: Log-ins

    /// What a log-in is looked for.
    package static func query(
        _ folder: TreeLocation.ServerFolder, _ password: LoginQuery.GivenPassword?, _ policy: CredentialPolicy
    ) -> LoginQuery {
        let command = policy.passwordCommand
        let asking: LoginQuery.Asking =
            switch policy.prompt {
            case .whenNeeded: .whenNeeded
            case .always: .always
            case .never: .never
            }
        return LoginQuery(
            host: folder.host, port: folder.port, user: folder.user ?? policy.user,
            password: password ?? policy.passwordFile.map(LoginQuery.GivenPassword.file)
                ?? (command.isEmpty ? nil : .command(command)),
            asking: asking)
    }

    private func login(_ query: LoginQuery) async throws -> Login {
        do {
            return try await LoginSearch(sources).find(query) { step in
                let text = "\(step.source) \(step.finding)"
                if step.isTrouble {
                    logger.warning("\(text)\(step.help.map { "; \($0)" } ?? "")")
                } else {
                    logger.info("\(text)")
                }
            }
        } catch let failure as LoginFailure {
            throw TargetError(.loginFailed, failure.message, help: failure.help)
        }
    }

    /// What becomes of log-ins at the server: a person is asked again after a refusal.
    private func renewal(_ query: LoginQuery) -> LoginRenewal {
        let (sources, accepted) = (sources, accepted)
        return LoginRenewal(again: { try await LoginSearch(sources).again(query, after: $0, reply: $1) }) {
            await accepted($0, query)
        }
    }
}
