/// Looks for a log-in, source by source, and stops at the first that has one: what is given (the URL, the command line, the
/// task), the environment, the keyring, the netrc file, a person, nobody (anonymous).
package struct LoginSearch: Sendable {
    /// What one source said.
    package struct Step: Hashable, Sendable {
        /// The source, as messages name it.
        package var source: String
        /// What it said, in words that follow the source's name.
        package var finding: String
        /// What to do about it; nil where nothing is wrong.
        package var help: String?
        /// Whether a person has to know although the search goes on.
        package var isTrouble = false
    }

    /// A source that was reached: the log-in it has, or a user without a password.
    private enum Answer {
        case login(Login)
        case user(String)
    }

    private let sources: LoginSources

    /// A search in these sources.
    package init(_ sources: LoginSources) { self.sources = sources }

    /// The first log-in found.
    ///
    /// - Parameter tell: is handed what each source said that had none, as soon as it did.
    /// - Throws: ``LoginFailure``, `CancellationError`.
    package func find(_ query: LoginQuery, tell: (Step) -> Void = { _ in }) async throws -> Login {
        var query = query
        var steps: [Step] = []
        func note(_ step: Step) {
            steps.append(step)
            tell(step)
        }
        let isEnvironmentOfOthers = query.user != nil && sources.environment.user.map { $0 != query.user } ?? false
        query.user = query.user ?? sources.environment.user
        if let password = try await given(query, isEnvironmentOfOthers) {
            return try await complete(query, password.secret, password.origin)
        }
        if query.user == Login.anonymous.user { return .anonymous }
        if query.asking == .always { return try await ask(query, steps) }
        if let login = try await stored(query, note) { return login }
        switch try written(query, note) {
        case .login(let login)?: return login
        case .user(let user)?: query.user = user
        case nil: break
        }
        if sources.person != nil, query.asking != .never { return try await ask(query, steps) }
        guard let user = query.user else { return .anonymous }
        throw nothing(for: user, query, steps)
    }

    // MARK: What is given

    private func given(
        _ query: LoginQuery, _ isEnvironmentOfOthers: Bool
    ) async throws -> (secret: Secret, origin: String)? {
        switch query.password {
        case .text(let secret, let origin)?: return (secret, origin)
        case .file(let path)?: return (try sources.readFile(path), "the file \(path)")
        case .command(let words)?: return (try await sources.runCommand(words), "password_command")
        case nil: break
        }
        guard let secret = sources.environment.password, !isEnvironmentOfOthers else { return nil }
        return (secret, "DEPLOY_PASSWORD")
    }

    /// A log-in with a password that is given: the user may still have to be asked for.
    private func complete(_ query: LoginQuery, _ password: Secret, _ origin: String) async throws -> Login {
        if let user = query.user { return Login(user: user, password: password, origin: origin) }
        guard query.asking != .never, let person = sources.person else {
            throw LoginFailure(
                message: "there is a password for \(query.host) (\(origin)), but nobody says for whom",
                help: "name the user: 'user' in the task, DEPLOY_USER, --user or ftp://USER@host/path")
        }
        return Login(user: try await user(person, query), password: password, origin: origin)
    }

    // MARK: What is stored

    private func stored(_ query: LoginQuery, _ note: (Step) -> Void) async throws -> Login? {
        guard let keyring = sources.keyring else { return nil }
        let exact = query.user.map { KeyringEntry.name(user: $0, host: query.host, port: query.port) }
        let names = [exact, KeyringEntry.name(host: query.host)].compactMap(\.self)
        let wanted = query.user
        let finding = await keyring.entry(named: names) { wanted == nil || $0.user == wanted }
        // What was stopped by a person has not failed.
        try Task.checkCancellation()
        switch finding {
        case .found(let entry):
            return Login(
                user: entry.user, password: entry.password, origin: "the keyring, entry '\(entry.name)'",
                isFromKeyring: true)
        case .nothing: note(Step(source: "the keyring", finding: "has no entry for \(Self.who(query))"))
        case .failed(let failure):
            note(
                Step(
                    source: "the keyring", finding: failure.text, help: failure.help, isTrouble: failure.isTrouble))
        }
        return nil
    }

    private func written(_ query: LoginQuery, _ note: (Step) -> Void) throws -> Answer? {
        switch sources.netrc?() {
        case nil: return nil
        case .missing(let path)?: note(Step(source: path, finding: "is not there"))
        case .unusable(let path, let reason)?:
            note(Step(source: path, finding: "was left alone: \(reason)", isTrouble: true))
        case .file(let file)?:
            let entry: NetrcFile.Entry?
            do {
                entry = try file.entry(host: query.host, user: query.user)
            } catch {
                throw LoginFailure(message: error.message, help: "mend the line, or --no-netrc")
            }
            guard let entry, let user = entry.login ?? query.user else {
                note(Step(source: file.path, finding: "has no entry for \(Self.who(query))"))
                return nil
            }
            guard let password = entry.password else {
                note(
                    Step(source: file.path, finding: "has no password for \(user) at \(query.host), line \(entry.line)")
                )
                return .user(user)
            }
            return .login(Login(user: user, password: password, origin: "\(file.path), line \(entry.line)"))
        }
        return nil
    }

    private static func who(_ query: LoginQuery) -> String {
        query.user.map { "\($0) at \(query.host)" } ?? query.host
    }

    // MARK: A person

    private func ask(_ query: LoginQuery, _ steps: [Step]) async throws -> Login {
        guard let person = sources.person else {
            throw LoginFailure(
                message: "'prompt' wants to ask for the password, but nobody is there to answer",
                help: "run it at a terminal, or without 'prompt'")
        }
        let isNamed = query.user != nil && query.asking != .always
        let user = if isNamed, let user = query.user { user } else { try await self.user(person, query) }
        if user == Login.anonymous.user { return .anonymous }
        guard let password = try await person.secret("Password for \(user) at \(query.host): ") else {
            throw LoginFailure(message: "the input ended before a password was given")
        }
        return Login(user: user, password: password, origin: "the prompt")
    }

    private func user(_ person: LoginSources.Person, _ query: LoginQuery) async throws -> String {
        let suggestion = query.user ?? person.name
        let answer = try await person.line("User for \(query.host) [\(suggestion)]: ")
        guard let answer else { throw LoginFailure(message: "the input ended before a user was named") }
        return answer.isEmpty ? suggestion : answer
    }

    /// Asks again after a server refused a log-in; nil where nobody is there.
    ///
    /// - Parameter reply: what the server said, without control characters.
    /// - Throws: ``LoginFailure``, `CancellationError`.
    package func again(_ query: LoginQuery, after login: Login, reply: String) async throws -> Login? {
        guard let person = sources.person, query.asking != .never, login.isPersonal else { return nil }
        let question =
            "\(query.host) refused \(login.user) with the password from \(login.origin): '\(reply)'. Password: "
        guard let password = try await person.secret(question) else { return nil }
        return Login(user: login.user, password: password, origin: "the prompt")
    }

    private func nothing(for user: String, _ query: LoginQuery, _ steps: [Step]) -> LoginFailure {
        let looked = steps.map { "\n  \($0.source) \($0.finding)" }.joined()
        let place = steps.compactMap(\.help).first.map { "; \($0)" } ?? ""
        return LoginFailure(
            message: "no password for \(user) at \(query.host)\(looked.isEmpty ? "" : ":\(looked)")",
            help: "'deploy login' stores one; in CI set DEPLOY_PASSWORD\(place)")
    }
}
