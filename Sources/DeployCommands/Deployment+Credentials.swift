internal import Credentials
internal import DeployModel
internal import LocalFiles
internal import Planning
internal import Presentation
internal import SyncTargets
internal import Synchronization
internal import TargetBackends

/// Storing passwords, deleting them, and telling where they would come from.
extension Deployment {
    /// Where a password is stored.
    enum PasswordPlace {
        /// The keyring; where `isExact`, in an entry for one user and port.
        case keyring(isExact: Bool)
        /// `~/.netrc`.
        case netrc
    }

    private func server() throws -> TreeLocation.ServerFolder {
        try check()
        guard case .server(let folder) = planned.plan.remote else {
            throw UsageError(message: "\(planned.plan.remote) is no server", help: "passwords are for servers")
        }
        return folder
    }

    private func netrc() throws -> NetrcOnDisk {
        guard
            let netrc = NetrcOnDisk(
                environment: context.environment, home: context.home, current: context.currentFolder)
        else {
            throw UsageError(message: "it is not known where ~/.netrc lies: HOME is not set", help: "set HOME or NETRC")
        }
        return netrc
    }

    private func tellWarnings() {
        let style = context.errorStyle(colour: options.colour)
        for warning in warnings + planned.warnings { context.err(DiagnosticText.render(warning, style: style)) }
    }

    // MARK: Log in

    /// Asks for the password, tries it, and stores it.
    ///
    /// - Throws: ``UsageError``, ``TargetError``, `CancellationError`.
    func logIn(_ place: PasswordPlace) async throws -> ExitStatus {
        tellWarnings()
        let folder = try server()
        let logger = logger(context.errorStyle(colour: options.colour))
        // What is stored already is about to be replaced.
        var sources = sources(logger)
        let keyring = sources.keyring
        (sources.keyring, sources.netrc) = (nil, nil)
        if case .keyring = place, context.person != nil { try await checkThere(keyring) }
        let login = try await accepted(sources, folder)
        let stored: String
        switch place {
        case .netrc: stored = try store(login, folder)
        case .keyring(let isExact): stored = try await store(login, folder, in: keyring, isExact: isExact)
        }
        context.out("\(folder.address) has taken the password of \(login.user); it is stored in \(stored).\n")
        return .success
    }

    /// Makes sure that a keyring can be reached, before somebody types a password for it.
    private func checkThere(_ keyring: (any Keyring)?) async throws {
        guard
            case .failed(.unavailable(let reason))? = await keyring?.entry(
                named: ["deploy login"], where: { _ in false })
        else { return }
        let failure = KeyringFailure.unavailable(reason)
        throw TargetError(.unreachable, "the keyring \(failure.text)", help: failure.help)
    }

    /// The log-in that the server takes.
    private func accepted(_ sources: LoginSources, _ folder: TreeLocation.ServerFolder) async throws -> Login {
        let plan = planned.plan
        let taken = Mutex<Login?>(nil)
        let factory = TargetFactory(
            sources: sources, accepted: { login, _ in taken.withLock { $0 = login } },
            logger: logger(context.errorStyle(colour: options.colour)), notes: notes, clock: context.now)
        let target = try await factory.target(
            for: plan.remote, password: givenPassword, connection: ConnectionPolicy(plan))
        do {
            _ = try await target.open()
        } catch let error as TargetError where error.code == .notFound {
            // The folder may be made later; the password is right.
        } catch {
            await target.close()
            throw error
        }
        await target.close()
        guard let login = taken.withLock({ $0 }), login.isPersonal else {
            throw TargetError(
                .loginFailed, "nobody logged in at \(folder.address) but anonymous; nothing is stored",
                help: "name the user: ftp://USER@host or --user")
        }
        return login
    }

    private func store(_ login: Login, _ folder: TreeLocation.ServerFolder) throws -> String {
        let disk = try netrc()
        let old: NetrcFile?
        switch disk.read() {
        case .file(let found): old = found
        case .missing: old = nil
        case .unusable(_, let reason):
            throw TargetError(
                .denied, "\(disk.path) was left alone: \(reason)", help: "then 'deploy login --netrc' again")
        }
        try changing(disk) {
            let file = old ?? NetrcFile(path: disk.path, text: "")
            try disk.write(
                try file.setting(host: folder.host, user: login.user, password: login.password), replacing: old)
        }
        return disk.path
    }

    /// Runs what changes the netrc file.
    private func changing<Value>(_ disk: NetrcOnDisk, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as NetrcFile.Broken {
            throw TargetError(.denied, error.message, help: "mend the line; nothing was written")
        } catch let error as SystemError {
            throw TargetError(.denied, "\(disk.path) cannot be written: \(error)", help: "it is as it was")
        }
    }

    private func store(
        _ login: Login, _ folder: TreeLocation.ServerFolder, in keyring: (any Keyring)?, isExact: Bool
    ) async throws -> String {
        do throws(KeyringFailure) {
            let name = try await LoginStore(usable(keyring)).store(
                login, host: folder.host, port: folder.port, isExact: isExact)
            return "the keyring, entry '\(name)'"
        } catch {
            throw TargetError(
                .refused, "the keyring \(error.text)",
                help: "\(error.help); 'deploy login --netrc' stores it in ~/.netrc")
        }
    }

    private func usable(_ keyring: (any Keyring)?) throws(KeyringFailure) -> any Keyring {
        guard let keyring else { throw .unavailable("it is switched off ('no_keyring')") }
        return keyring
    }

    // MARK: Log out

    /// Deletes what is stored.
    ///
    /// - Throws: ``UsageError``, ``TargetError``.
    func logOut(_ place: PasswordPlace) async throws -> ExitStatus {
        tellWarnings()
        let folder = try server()
        let user = folder.user ?? planned.plan.credentials.user
        let gone: String?
        switch place {
        case .netrc: gone = try removeFromNetrc(folder, user)
        case .keyring: gone = try await removeFromKeyring(folder, user)
        }
        guard let gone else {
            context.out("Nothing is stored for \(user.map { "\($0) at " } ?? "")\(folder.address).\n")
            return .success
        }
        context.out("Deleted from \(gone).\n")
        return .success
    }

    private func removeFromNetrc(_ folder: TreeLocation.ServerFolder, _ user: String?) throws -> String? {
        let disk = try netrc()
        let file: NetrcFile
        switch disk.read() {
        case .file(let found): file = found
        case .missing: return nil
        case .unusable(_, let reason):
            throw TargetError(
                .denied, "\(disk.path) was left alone: \(reason)", help: "then 'deploy logout --netrc' again")
        }
        return try changing(disk) {
            let (changed, count) = try file.removing(host: folder.host, user: user)
            guard count > 0 else { return nil }
            try disk.write(changed, replacing: file)
            return disk.path
        }
    }

    private func removeFromKeyring(_ folder: TreeLocation.ServerFolder, _ user: String?) async throws -> String? {
        let keyring = sources(logger(context.errorStyle(colour: options.colour))).keyring
        do throws(KeyringFailure) {
            let names = try await LoginStore(usable(keyring)).remove(user: user, host: folder.host, port: folder.port)
            return names.isEmpty ? nil : "the keyring: \(names.map { "'\($0)'" }.joined(separator: ", "))"
        } catch {
            throw TargetError(.refused, "the keyring \(error.text)", help: error.help)
        }
    }

    // MARK: Where they would come from

    /// A person would be asked.
    private struct WouldAsk: Error {}

    /// Tells where the log-in of the task would come from, without asking, unlocking or running anything.
    func describeLogin() async throws {
        guard case .server(let folder) = planned.plan.remote else {
            return context.out("  no password: \(planned.plan.remote) is a folder of this machine\n")
        }
        let plan = planned.plan
        var sources = LoginSources.process(plan.credentials, in: "/", context) { _ in }
        if plan.credentials.usesKeyring {
            // Nobody is asked, the keyring's window included.
            sources.keyring = SecretService(environment: context.environment, mayAsk: false) {}
        }
        sources.runCommand = { _ in Secret("") }
        if sources.person != nil {
            sources.person = LoginSources.Person(
                name: "", line: { _ in throw WouldAsk() }, secret: { _ in throw WouldAsk() })
        }
        let query = TargetFactory.query(folder, givenPassword, plan.credentials)
        do {
            let login = try await LoginSearch(sources).find(query) { step in
                context.out("  \(step.source) \(step.finding)\n")
            }
            context.out("  \(login.user), from \(login.origin)\n")
        } catch is WouldAsk {
            context.out("  would be asked for at the terminal\n")
        } catch let failure as LoginFailure {
            // Where was looked has been told above.
            let what = failure.message.prefix { $0 != "\n" }
            context.out("  \(what.hasSuffix(":") ? what.dropLast() : what)\n")
        }
    }
}
