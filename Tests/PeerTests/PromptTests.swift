import Foundation
import TestSupport
import Testing

/// Passwords that a person types, a file holds or a command prints.
@Suite("Passwords from a person, a file, a command")
struct PromptTests {
    private let folder: TemporaryFolder
    private let server: PeerServer

    init() async throws {
        folder = try TemporaryFolder()
        try folder.write("site/index.html", "<h1>one</h1>\n")
        server = try await PeerServer(.own)
    }

    private var environment: [String: String] { ["HOME": folder.path, "LOGNAME": "tester", "NO_COLOR": "1"] }
    private var url: String { "ftp://127.0.0.1:\(server.port)/" }
    private var userURL: String { "ftp://tester@127.0.0.1:\(server.port)/" }

    private func atTerminal(
        _ arguments: [String], _ steps: [TerminalSession.Step], in place: String = ""
    ) async throws -> Program.Result {
        try await TerminalSession.deploy(
            arguments, in: folder.at(place), environment: environment, steps: steps)
    }

    private func alone(_ arguments: [String], _ more: [String: String] = [:]) async throws -> Program.Result {
        try await Project.deploy(
            arguments, in: folder.path, environment: environment.merging(more) { $1 })
    }

    @Test("the user is asked for, with a suggestion, and the password, which nobody sees")
    func asked() async throws {
        let result = try await atTerminal(
            ["upload", "site", url],
            [
                ("User for 127.0.0.1 [tester]: ", "\\r"),
                ("Password for tester at 127.0.0.1: ", "\(PeerServer.password)\\r"),
            ])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("Deployed: 1 file sent"))
        #expect(!result.output.contains(PeerServer.password), "\(result.output)")
    }

    @Test("a refused password is asked for again, three times")
    func again() async throws {
        let again =
            "127.0.0.1 refused tester with the password from the prompt: '530 User or password is wrong.'. Password: "
        let result = try await atTerminal(
            ["upload", "site", userURL],
            [
                ("Password for tester at 127.0.0.1: ", "wrong\\r"), (again, "wrong\\r"),
                (again, "\(PeerServer.password)\\r"),
            ])
        #expect(result.status == 0 && result.output.contains("Deployed: 1 file sent"), "\(result.output)")
        let refused = try await atTerminal(
            ["upload", "site", userURL],
            [("Password for tester at 127.0.0.1: ", "1\\r"), (again, "2\\r"), (again, "3\\r"), (again, "4\\r")])
        #expect(refused.status == 1)
        #expect(refused.output.contains("refused the log-in: '530 "), "\(refused.output)")
        #expect(refused.output.contains("help: the password came from the prompt;"))
    }

    @Test("Ctrl-C and the end of the input at a prompt: no password, the terminal as it was")
    func stopped() async throws {
        for (typed, status, text) in [
            ("\\x03", Int32(3), "stopping …"), ("\\x04", 1, "error: the input ended before a password was given"),
        ] {
            let result = try await TerminalSession.shell(
                "\"$DEPLOY\" upload site \(userURL); echo \"status $?\"; stty -a | grep -o -- '-*echo '",
                in: folder.path, environment: environment, steps: [("Password for tester at 127.0.0.1: ", typed)])
            #expect(result.output.contains(text), "\(result.output)")
            #expect(result.output.contains("status \(status)\r\necho "), "\(result.output)")
        }
    }

    @Test("the terminal is asked also where standard input is a pipe; --no-prompt asks nobody")
    func pipe() async throws {
        let result = try await TerminalSession.shell(
            "true | \"$DEPLOY\" upload site \(userURL) | cat", in: folder.path, environment: environment,
            steps: [("Password for tester at 127.0.0.1: ", "\(PeerServer.password)\\r")])
        #expect(result.output.contains("Deployed: 1 file sent"), "\(result.output)")
        let refused = try await atTerminal(["upload", "site", userURL, "--no-prompt"], [])
        #expect(refused.status == 1 && refused.output.contains("error: no password for tester at 127.0.0.1"))
    }

    @Test("without a terminal nobody is asked, whatever wants to: each prompt ends with a clear error at once")
    func nobody() async throws {
        let missing = try await alone(["upload", "site", userURL])
        #expect(
            missing.errors == """
                error: no password for tester at 127.0.0.1:
                  the keyring is not available: this session has no D-Bus
                  \(folder.at(".netrc")) is not there
                  help: 'deploy login' stores one; in CI set DEPLOY_PASSWORD; on a machine without a keyring: ~/.netrc, password_file or DEPLOY_PASSWORD

                """, "\(missing.errors)")
        let prompted = try await alone(["upload", "site", userURL, "--prompt"])
        #expect(
            prompted.errors.contains("error: 'prompt' wants to ask for the password, but nobody is there to answer"))
        let login = try await alone(["login", userURL])
        #expect(login.status == 1 && login.errors.contains("error: no password for tester at 127.0.0.1"))
        let refused = try await alone(["upload", "site", userURL], ["DEPLOY_PASSWORD": "wrong"])
        #expect(refused.status == 1 && refused.errors.contains("help: the password came from DEPLOY_PASSWORD\n"))
        // A background job of a terminal has nobody either: whoever reads there is stopped.
        let background = try await TerminalSession.shell(
            "set -m; \"$DEPLOY\" upload site \(userURL) & wait $!; echo \"status $?\"", in: folder.path,
            environment: environment, steps: [])
        #expect(background.output.contains("status 1\r\n"), "\(background.output)")
    }

    @Test("DEPLOY_USER and DEPLOY_PASSWORD, a file, a command")
    func given() async throws {
        let variables = ["DEPLOY_USER": "tester", "DEPLOY_PASSWORD": PeerServer.password]
        let first = try await alone(["upload", "site", url, "-v"], variables)
        #expect(first.status == 0 && first.errors.contains("logging in as tester (from DEPLOY_PASSWORD)\n"))
        try folder.write("pw", "\(PeerServer.password)\r\n")
        let file = try await alone(["upload", "site", url, "--user", "tester", "--password-file", "pw", "-v"])
        #expect(file.status == 0 && file.errors.contains("(from the file \(folder.at("pw")))"), "\(file.errors)")
        for (command, error) in [
            ("printf \(PeerServer.password)", nil), ("[printf, \"\(PeerServer.password)\\n\"]", nil),
            ("/no/such/program", "cannot be run: "),
            ("/bin/false", "failed: "), ("/bin/true", "printed nothing"),
        ] as [(String, String?)] {
            try folder.write(
                "p/.pyftpsync.yaml",
                "tasks:\n  a:\n    command: upload\n    local: ../site\n    remote: \(url)\n    user: tester\n    password_command: \(command)\n"
            )
            let result = try await Project.deploy(["run", "a"], in: folder.at("p"), environment: environment)
            #expect(result.status == (error == nil ? 0 : 1), "\(command): \(result.errors)")
            if let error { #expect(result.errors.contains(error), "\(result.errors)") }
        }
        let none = try await alone(["upload", "site", url, "--password-file", "pw"])
        #expect(
            none.errors.contains(
                "error: there is a password for 127.0.0.1 (the file \(folder.at("pw"))), but nobody says for whom\n"))
        let gone = try await alone(["upload", "site", userURL, "--password-file", "nowhere"])
        #expect(gone.errors.contains("error: the password file cannot be read: "), "\(gone.errors)")
    }

    @Test("login --netrc writes the machine's entry, logout takes it out, and everything else stays")
    func netrc() async throws {
        let before = "# mine\nmachine other login a password b\n"
        try folder.write("dotfiles/netrc", before)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.at("dotfiles/netrc"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.at(".netrc"), withDestinationPath: folder.at("dotfiles/netrc"))
        let stored = try await atTerminal(
            ["login", userURL, "--netrc"], [("Password for tester at 127.0.0.1: ", "\(PeerServer.password)\\r")])
        #expect(
            stored.output.contains(
                "127.0.0.1:\(server.port) has taken the password of tester; it is stored in \(folder.at(".netrc")).\r\n"
            ),
            "\(stored.output)")
        #expect(
            folder.text("dotfiles/netrc") == before + "machine 127.0.0.1 login tester password \(PeerServer.password)\n"
        )
        let mode = try FileManager.default.attributesOfItem(atPath: folder.at("dotfiles/netrc"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let used = try await alone(["upload", "site", url, "-v"])
        #expect(used.status == 0 && used.errors.contains("(from \(folder.at(".netrc")), line 3)"), "\(used.errors)")
        let wrong = try await alone(["login", userURL, "--netrc"], ["DEPLOY_PASSWORD": "wrong"])
        #expect(wrong.status == 1 && wrong.errors.contains("refused the log-in"))
        // One that others can read, or that cannot be read at all, is never taken for an empty one.
        for (mode, reason) in [(0o644, "others can read it; "), (0o600, "it has more than 1 MB")] {
            let text = try #require(folder.text("dotfiles/netrc"))
            if mode == 0o600 { try folder.write("dotfiles/netrc", text + String(repeating: "#\n", count: 600_000)) }
            let size = folder.text("dotfiles/netrc")?.count
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.at("dotfiles/netrc"))
            for command in ["login", "logout"] {
                let refused = try await alone([command, userURL, "--netrc"], ["DEPLOY_PASSWORD": PeerServer.password])
                #expect(
                    refused.status == 1 && refused.errors.contains("was left alone: \(reason)"), "\(refused.errors)")
            }
            #expect(folder.text("dotfiles/netrc")?.count == size)
            try folder.write("dotfiles/netrc", text)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.at("dotfiles/netrc"))
        }
        let out = try await alone(["logout", userURL, "--netrc"])
        #expect(out.output == "Deleted from \(folder.at(".netrc")).\n", "\(out.errors)")
        #expect(folder.text("dotfiles/netrc") == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("dotfiles")) == ["netrc"])
    }

    @Test("credentials tells where each task's would come from, without a secret")
    func credentials() async throws {
        try folder.write(".netrc", "machine h login joe password hush\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.at(".netrc"))
        try folder.write(
            "p/.pyftpsync.yaml",
            """
            tasks:
              base: {abstract: true, command: upload}
              a: {extends: base, remote: "ftp://h/x"}
              b: {extends: base, remote: "ftp://joe@k/x", password_command: touch called}
              c: {extends: base, remote: "ftp://joe@k/x"}
              d: {extends: base, remote: ../out}
            """)
        let result = try await Project.deploy(
            ["credentials", "--no-keyring"], in: folder.at("p"), environment: environment)
        #expect(
            result.output == """
                a  ftp://h/x
                  joe, from \(folder.at(".netrc")), line 1
                b  ftp://joe@k/x
                  joe, from password_command
                c  ftp://joe@k/x
                  \(folder.at(".netrc")) has no entry for joe at k
                  no password for joe at k
                d  \(folder.at("out"))
                  no password: \(folder.at("out")) is a folder of this machine

                """, "\(result.output)\(result.errors)")
        #expect(folder.text("p/called") == nil)
    }

    @Test("changes are confirmed at the terminal where the task wants it; without one nobody is asked")
    func confirmed() async throws {
        let url = "ftp://tester:\(PeerServer.password)@127.0.0.1:\(server.port)/"
        try folder.write("site/old.html", "old\n")
        #expect(try await alone(["upload", "site", url, "--confirm", "always"]).status == 0)
        try FileManager.default.removeItem(atPath: folder.at("site/old.html"))
        let arguments = ["upload", "site", url, "--delete", "--confirm", "deletes"]
        let question = "1 file to delete. Go on? [y/N] "
        for answer in ["n\\r", "\\r", "\\x04"] {
            let declined = try await atTerminal(arguments, [(question, answer)])
            #expect(declined.status == 3, "\(declined.output)")
            #expect(declined.output.contains("- old.html") && declined.output.contains("Nothing was changed."))
        }
        #expect(try Tree.served(server.root).count == 2)
        let done = try await atTerminal(arguments, [(question, "y\\r")])
        #expect(done.status == 0 && done.output.contains("Deployed: 1 file deleted"), "\(done.output)")
        #expect(done.output.contains("brings back what was live before"))
        try folder.write("site/new.html", "new\n")
        let undisturbed = try await atTerminal(arguments, [])
        #expect(undisturbed.status == 0 && !undisturbed.output.contains("Go on?"), "\(undisturbed.output)")
        // A job in the background would be stopped if it asked.
        try folder.write("site/newer.html", "new\n")
        let background = try await TerminalSession.shell(
            "set -m; \"$DEPLOY\" upload site \(userURL) --confirm always & wait $!; echo \"status $?\"",
            in: folder.path, environment: environment.merging(["DEPLOY_PASSWORD": PeerServer.password]) { $1 })
        #expect(background.output.contains("status 0\r\n"), "\(background.output)")
        #expect(!background.output.contains("Go on?"), "\(background.output)")
        try FileManager.default.removeItem(atPath: folder.at("site/newer.html"))
        try FileManager.default.removeItem(atPath: folder.at("site/new.html"))
        #expect(try await alone(arguments).output.contains("2 files deleted"))
    }

    @Test("clear text to another machine is warned about, and encryption proposed where the server can")
    func clearText() async throws {
        let secure = try await PeerServer(.proftpd, access: Access(.explicit))
        // Another way to write 127.0.0.1, which nobody takes for this machine.
        let other = "0x7f.0.0.1:\(secure.port)"
        let refused = try await alone(["upload", "site", "ftp://tester:\(PeerServer.password)@\(other)/"])
        #expect(
            refused.errors.contains(
                "warning: the password goes to \(other) in clear text; ftps:// encrypts it, where the server can\n"),
            "\(refused.errors)")
        let open = try await PeerServer(.proftpd, options: ["--tls", Certificates.file("good"), "--no-force"])
        let warned = try await alone(["upload", "site", "ftp://tester:\(PeerServer.password)@0x7f.0.0.1:\(open.port)/"])
        #expect(
            warned.errors.contains(
                "warning: 0x7f.0.0.1:\(open.port) offers encryption: write ftps:// instead of ftp://\n"),
            "\(warned.errors)")
    }
}
