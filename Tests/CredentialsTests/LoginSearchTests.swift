import Credentials
import Synchronization
import Testing

@Suite("The search for a log-in")
struct LoginSearchTests {
    private func entry(_ name: String, _ user: String, _ password: String) -> KeyringEntry {
        KeyringEntry(name: name, user: user, password: Secret(password))
    }

    private func query(
        _ user: String? = nil, _ password: LoginQuery.GivenPassword? = nil, asking: LoginQuery.Asking = .whenNeeded
    ) -> LoginQuery {
        LoginQuery(host: "Host", port: 2121, user: user, password: password, asking: asking)
    }

    private func file(_ text: String) -> @Sendable () -> LoginSources.Netrc {
        { .file(NetrcFile(path: "/n", text: text)) }
    }

    private func person(_ line: String?, _ secret: String?) -> LoginSources.Person {
        LoginSources.Person(name: "me", line: { _ in line }, secret: { _ in secret.map { Secret($0) } })
    }

    /// All sources at once, each with a user and a password of its own.
    private var all: LoginSources {
        LoginSources(
            environment: ("env", Secret("env")),
            keyring: FakeKeyring([entry("host", "ring", "ring"), entry("own@host:2121", "own", "own")]),
            netrc: file("machine host login rc password rc\n"), person: person("asked", "asked"),
            readFile: { Secret("file \($0)") }, runCommand: { Secret($0.joined(separator: "+")) })
    }

    @Test("what is given comes first, then the environment, the keyring, netrc, a person, nobody")
    func order() async throws {
        var sources = all
        let given = query("joe", .text(Secret("given"), origin: "the URL"))
        #expect(try await LoginSearch(sources).find(given).password.revealed == "given")
        #expect(try await LoginSearch(sources).find(query("joe", .file("/f"))).password.revealed == "file /f")
        #expect(try await LoginSearch(sources).find(query("joe", .command(["a", "b"]))).password.revealed == "a+b")
        #expect(try await LoginSearch(sources).find(query()).user == "env")
        #expect(try await LoginSearch(sources).find(query()).origin == "DEPLOY_PASSWORD")
        sources.environment = (nil, nil)
        let ring = try await LoginSearch(sources).find(query())
        #expect(ring.user == "ring" && ring.origin == "the keyring, entry 'host'" && ring.isFromKeyring)
        sources.keyring = nil
        #expect(try await LoginSearch(sources).find(query()).origin == "/n, line 1")
        sources.netrc = nil
        #expect(try await LoginSearch(sources).find(query()).origin == "the prompt")
        #expect(try await LoginSearch(sources).find(query(asking: .never)) == .anonymous)
        sources.person = nil
        #expect(try await LoginSearch(sources).find(query()) == .anonymous)
    }

    @Test(
        "a user who is named is looked up as well; the entry for user and port wins; others' passwords are never taken")
    func named() async throws {
        let search = LoginSearch(all)
        #expect(try await search.find(query("own")).origin == "the keyring, entry 'own@host:2121'")
        #expect(try await search.find(query("ring")).origin == "the keyring, entry 'host'")
        #expect(try await search.find(query("rc")).origin == "/n, line 1")
        #expect(try await search.find(query("env")).origin == "DEPLOY_PASSWORD")
        let joe = try await search.find(query("joe"))
        #expect(joe.user == "joe" && joe.origin == "the prompt")
        #expect(try await search.find(query("anonymous")) == .anonymous)
        // A password without a name is for whoever is named elsewhere.
        var sources = all
        sources.environment = (nil, Secret("env"))
        #expect(try await LoginSearch(sources).find(query("joe")).origin == "DEPLOY_PASSWORD")
    }

    @Test("'prompt' passes over what is stored, and asks for the user too")
    func prompting() async throws {
        let asked = try await LoginSearch(all).find(
            LoginQuery(host: "host", port: 21, user: nil, password: nil, asking: .always))
        // What the environment gives is given.
        #expect(asked.origin == "DEPLOY_PASSWORD")
        var sources = all
        sources.environment = (nil, nil)
        #expect(try await LoginSearch(sources).find(query("own", asking: .always)).user == "asked")
        sources.person = person("", "x")
        #expect(try await LoginSearch(sources).find(query("own", asking: .always)).user == "own")
        #expect(try await LoginSearch(sources).find(query(asking: .always)).user == "me")
        sources.person = nil
        let refused = await #expect(throws: LoginFailure.self) {
            try await LoginSearch(sources).find(query("own", asking: .always))
        }
        #expect(refused?.message == "'prompt' wants to ask for the password, but nobody is there to answer")
    }

    @Test("an empty password is a password; a password without a user is none")
    func halves() async throws {
        let search = LoginSearch(LoginSources())
        #expect(
            try await search.find(query("joe", .text(Secret(""), origin: "the URL"))).password.isEmpty)
        let error = await #expect(throws: LoginFailure.self) {
            try await search.find(query(nil, .text(Secret("x"), origin: "'password'")))
        }
        #expect(error?.message == "there is a password for Host ('password'), but nobody says for whom")
        let ended = await #expect(throws: LoginFailure.self) {
            try await LoginSearch(LoginSources(person: person("joe", nil))).find(query())
        }
        #expect(ended?.message == "the input ended before a password was given")
    }

    @Test(
        "what a source cannot say is told, and the chain goes on",
        arguments: [
            (KeyringFailure.unavailable("no D-Bus"), "is not available: no D-Bus", false), (.locked, "is locked", true),
            (.silent, "did not answer within 10 seconds", true), (.refused("no"), "refused: no", true),
            (.malformed(name: "host"), "holds an entry 'host' that is not USER:PASSWORD", true),
        ] as [(KeyringFailure, String, Bool)])
    func failures(failure: KeyringFailure, text: String, isTrouble: Bool) async throws {
        var sources = all
        sources.environment = (nil, nil)
        sources.keyring = FakeKeyring(failing: failure)
        var steps: [LoginSearch.Step] = []
        let login = try await LoginSearch(sources).find(query()) { steps.append($0) }
        #expect(login.user == "rc")
        #expect(steps.map(\.finding) == [text] && steps[0].isTrouble == isTrouble && steps[0].help != nil)
    }

    @Test("a broken netrc file stops only the search that comes to it; one that others can read is passed over")
    func netrc() async throws {
        var sources = all
        sources.environment = (nil, nil)
        sources.netrc = file("machine\n")
        #expect(try await LoginSearch(sources).find(query("ring")).user == "ring")
        sources.keyring = nil
        let error = await #expect(throws: LoginFailure.self) { try await LoginSearch(sources).find(query("ring")) }
        #expect(error?.message == "/n:1: 'machine' has no value")
        sources.netrc = { .unusable(path: "/n", reason: "others can read it") }
        #expect(try await LoginSearch(sources).find(query("ring")).origin == "the prompt")
        // A user without a password: the password is asked for.
        sources.netrc = file("machine host login half\n")
        let half = try await LoginSearch(sources).find(query())
        #expect(half.user == "half" && half.origin == "the prompt")
    }

    @Test("where there is none, it is told where was looked")
    func nothing() async throws {
        let sources = LoginSources(keyring: FakeKeyring(), netrc: { .missing("/n") })
        let error = await #expect(throws: LoginFailure.self) { try await LoginSearch(sources).find(query("joe")) }
        #expect(
            error?.message
                == "no password for joe at Host:\n  the keyring has no entry for joe at Host\n  /n is not there")
        #expect(error?.help == "'deploy login' stores one; in CI set DEPLOY_PASSWORD")
    }

    @Test("after a refusal a person is asked again, and nobody else")
    func again() async throws {
        let login = Login(user: "joe", password: Secret("x"), origin: "the keyring")
        let question = Mutex("")
        let person = LoginSources.Person(
            name: "me", line: { _ in nil },
            secret: { text in
                question.withLock { $0 = text }
                return Secret("y")
            })
        let next = try await LoginSearch(LoginSources(person: person)).again(query(), after: login, reply: "530 no")
        #expect(next?.password.revealed == "y" && next?.user == "joe")
        #expect(question.withLock { $0 } == "Host refused joe with the password from the keyring: '530 no'. Password: ")
        #expect(try await LoginSearch(LoginSources()).again(query(), after: login, reply: "530 no") == nil)
        #expect(
            try await LoginSearch(LoginSources(person: person)).again(
                query(asking: .never), after: login, reply: "530 no") == nil)
    }

    @Test("what is stored goes where pyftpsync finds it, and never over another user's")
    func storing() async throws {
        let keyring = FakeKeyring()
        let store = LoginStore(keyring)
        func login(_ user: String, _ password: String = "p") -> Login {
            Login(user: user, password: Secret(password), origin: "test")
        }
        #expect(try await store.store(login("joe"), host: "Host", port: 21) == "host")
        #expect(try await store.store(login("joe", "q"), host: "host", port: 2121) == "host")
        #expect(try await store.store(login("ann"), host: "host", port: 21) == "ann@host:21")
        #expect(try await store.store(login("joe"), host: "host", port: 99, isExact: true) == "joe@host:99")
        // One that has an entry of its own keeps it.
        #expect(try await store.store(login("joe", "r"), host: "host", port: 99) == "joe@host:99")
        #expect(keyring.names == ["ann@host:21", "host", "joe@host:99"])
        #expect(try await store.remove(user: "ann", host: "host", port: 21) == ["ann@host:21"])
        #expect(try await store.remove(user: nil, host: "HOST", port: 5) == ["host"])
        #expect(keyring.names == ["joe@host:99"])
    }

    @Test("an entry is USER:PASSWORD, split at the first colon")
    func entries() {
        #expect(KeyringEntry(name: "h", content: Secret("joe:a:b"))?.password == Secret("a:b"))
        #expect(KeyringEntry(name: "h", content: Secret("joe:"))?.password == Secret(""))
        #expect(KeyringEntry(name: "h", content: Secret("joe")) == nil)
        #expect(entry("h", "a:b", "c").content == nil)
        #expect(entry("h", "a", "b:c").content == Secret("a:b:c"))
        #expect(entry("h", "a", "b").label == "Password for 'h' on 'pyftpsync'")
    }
}
