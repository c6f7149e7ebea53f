import Foundation
import TestSupport
import Testing

/// The real keyring: gnome-keyring in a D-Bus session, shared with Python's keyring and pyftpsync.
@Suite("The keyring")
struct KeyringTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("site/index.html", "<h1>one</h1>\n")
    }

    private func run(_ script: String, _ server: PeerServer) async throws -> Program.Result {
        try await KeyringSession.run(
            script, in: folder,
            environment: ["URL": "ftp://127.0.0.1:\(server.port)", "USER_URL": "ftp://tester@127.0.0.1:\(server.port)"])
    }

    @Test("what pyftpsync stores is found")
    func fromPyftpsync() async throws {
        let server = try await PeerServer(.pyftpdlib)
        let result = try await run(
            """
            "$PEERS/pyftpsync" upload site ftp://tester:\(PeerServer.password)@${URL#ftp://}/ --store-password --no-prompt >/dev/null
            echo "<h1>two</h1>" >site/index.html
            "$DEPLOY" upload site "$URL/" -v --force
            "$DEPLOY" upload site "$USER_URL/"
            """, server)
        #expect(
            result.output.contains("~ index.html") && result.output.contains("Nothing to do: "),
            "\(result.output)\(result.errors)")
        #expect(result.errors.contains("logging in as tester (from the keyring, entry '127.0.0.1')"))
        #expect(try Tree.served(server.root)["index.html"] == Data("<h1>two</h1>\n".utf8))
    }

    @Test("what is stored here is found by pyftpsync, by Python's keyring and by secret-tool, in one entry")
    func toPyftpsync() async throws {
        let server = try await PeerServer(.pyftpdlib)
        let result = try await run(
            """
            DEPLOY_PASSWORD=\(PeerServer.password) "$DEPLOY" login "$USER_URL"
            "$PEERS/pyftpsync" upload site "$URL/" --no-prompt >/dev/null 2>pyftpsync.log; echo "pyftpsync: $?"
            echo "keyring: $("$PEERS/keyring" get pyftpsync 127.0.0.1)"
            printf 'tester:other' | "$PEERS/keyring" set pyftpsync 127.0.0.1
            echo "entries: $(secret-tool search --all service pyftpsync 2>/dev/null | grep -c '^label')"
            "$DEPLOY" tree "$URL/"
            DEPLOY_PASSWORD=\(PeerServer.password) "$DEPLOY" upload site "$USER_URL/" --store-password -v
            echo "keyring: $("$PEERS/keyring" get pyftpsync 127.0.0.1)"
            "$DEPLOY" logout "$USER_URL"
            "$DEPLOY" logout "$USER_URL"
            """, server)
        let port = server.port
        #expect(
            result.output.hasPrefix(
                """
                127.0.0.1:\(port) has taken the password of tester; it is stored in the keyring, entry '127.0.0.1'.
                pyftpsync: 0
                keyring: tester:\(PeerServer.password)
                entries: 1

                """), "\(result.output)\(result.errors)")
        #expect(
            result.output.hasSuffix(
                """
                keyring: tester:\(PeerServer.password)
                Deleted from the keyring: '127.0.0.1'.
                Nothing is stored for tester at 127.0.0.1:\(port).

                """), "\(result.output)\(result.errors)")
        // A wrong one that is stored is told as such.
        #expect(result.errors.contains("refused the log-in: '530 "), "\(result.errors)")
        #expect(
            result.errors.contains(
                "help: the password came from the keyring, entry '127.0.0.1'; 'deploy login' stores another one\n"
            ), "\(result.errors)")
        #expect(result.errors.contains("the password is stored in the keyring, entry '127.0.0.1'\n"))
    }

    @Test("an entry for user and port wins over the host's, and stands beside it")
    func exact() async throws {
        let server = try await PeerServer(.own)
        let result = try await run(
            """
            printf 'somebody:else' | "$PEERS/keyring" set pyftpsync 127.0.0.1
            DEPLOY_PASSWORD=\(PeerServer.password) "$DEPLOY" login "$USER_URL"
            "$DEPLOY" upload site "$USER_URL/" -v
            "$PEERS/keyring" get pyftpsync 127.0.0.1
            """, server)
        #expect(result.output.contains("entry 'tester@127.0.0.1:\(server.port)'.\n"), "\(result.output)")
        #expect(result.output.contains("Deployed: 1 file sent"), "\(result.output)\(result.errors)")
        #expect(result.output.hasSuffix("somebody:else\n"))
    }

    @Test("a locked keyring, and none at all: a clear line, the chain goes on, nothing hangs")
    func unusable() async throws {
        let server = try await PeerServer(.own)
        try folder.write("home/.netrc", "machine 127.0.0.1 login tester password \(PeerServer.password)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.at("home/.netrc"))
        let result = try await run(
            """
            DEPLOY_PASSWORD=\(PeerServer.password) "$DEPLOY" login "$USER_URL" >/dev/null
            "$PEERS/python" -c '
            import secretstorage
            secretstorage.get_default_collection(secretstorage.dbus_init()).lock()'
            "$DEPLOY" upload site "$URL/" -v
            "$DEPLOY" login "$USER_URL" </dev/null
            """, server)
        #expect(
            result.errors.contains(
                "warning: the keyring is locked; unlock it (on a machine without a desktop: gnome-keyring-daemon --unlock), or --no-keyring\n"
            ), "\(result.errors)")
        #expect(result.output.contains("Deployed: 1 file sent"), "\(result.output)\(result.errors)")
        // A bus that starts nothing on demand.
        try folder.write(
            "bus.conf",
            """
            <busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
            <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
            <allow own="*"/></policy></busconfig>
            """)
        for (name, command, reason) in [
            ("no D-Bus", "env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR=/nowhere", "this session has no D-Bus"),
            (
                "no service", "dbus-run-session --config-file bus.conf --",
                "no Secret Service runs (gnome-keyring, KWallet, KeePassXC)"
            ),
        ] {
            let alone = try await Program.run(
                "/bin/bash",
                ["-c", "\(command) \"$DEPLOY\" upload site \"$URL/\" -v"], in: folder.path,
                environment: [
                    "DEPLOY": Project.deploy, "URL": "ftp://127.0.0.1:\(server.port)", "HOME": folder.at("home"),
                    "NO_COLOR": "1",
                ])
            #expect(alone.status == 0 && alone.output.contains("Nothing to do: "), "\(name): \(alone.errors)")
            #expect(alone.errors.contains("the keyring is not available: \(reason)\n"), "\(name): \(alone.errors)")
        }
    }

    @Test("where libsecret is missing at run time the program runs without a keyring")
    func noLibrary() async throws {
        let server = try await PeerServer(.own)
        let result = try await run(
            """
            library=$(ldconfig -p | sed -n 's/.*libsecret-1.so.0 .*=> //p' | head -n 1)
            unshare --mount --propagation private -- bash -c '
              mount --bind /dev/null "$(readlink -f "$1")"
              DEPLOY_PASSWORD=\(PeerServer.password) "$DEPLOY" upload site "$USER_URL/" --store-password -v
              "$DEPLOY" login "$USER_URL"' - "$library"
            """, server)
        #expect(result.output.contains("Deployed: 1 file sent"), "\(result.output)\(result.errors)")
        #expect(
            result.errors.contains(
                "warning: the password was not stored: the keyring is not available: libsecret is not installed; "),
            "\(result.errors)")
    }

    @Test("a service that never answers is given up after ten seconds")
    func silent() async throws {
        let server = try await PeerServer(.own)
        let result = try await Program.run(
            "/bin/bash",
            [
                "-c",
                """
                python3 -c '
                import socket, sys, time
                s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); time.sleep(60)' silent & peer=$!
                until [ -S silent ]; do :; done
                DBUS_SESSION_BUS_ADDRESS=unix:path=$PWD/silent timeout 25 "$DEPLOY" upload site "$URL/" -v
                echo "status $?"
                kill $peer
                """,
            ], in: folder.path,
            environment: [
                "DEPLOY": Project.deploy, "URL": "ftp://tester@127.0.0.1:\(server.port)", "HOME": folder.path,
                "NO_COLOR": "1",
            ])
        #expect(result.output.hasSuffix("status 1\n"), "\(result.output)\(result.errors)")
        #expect(
            result.errors.contains("warning: the keyring did not answer within 10 seconds; look after the service"),
            "\(result.errors)")
    }
}
