import Foundation
import TestSupport
import Testing

/// Who is trusted, and what is said where nobody is.
@Suite("Certificates")
struct CertificateTests {
    private struct Run {
        let result: Program.Result
        let server: PeerServer
        /// The errors with the port taken out.
        var errors: String { result.errors.replacing(":\(server.port)", with: ":PORT") }
    }

    private func upload(
        _ certificate: String, _ options: [String], peer: Peer = .own, more: [String] = []
    ) async throws -> Run {
        let server = try await PeerServer(
            peer, options: more, access: Access(.explicit, certificate: certificate))
        let folder = try TemporaryFolder()
        try folder.write("site/a.html", "a")
        let result = try await Project.deploy(["upload", folder.at("site"), server.url(), "-q"] + options)
        #expect(!(result.errors + result.output).contains(PeerServer.password))
        return Run(result: result, server: server)
    }

    private func authority() -> [String] { ["--tls-ca-file", Certificates.file("ca")] }

    /// The SHA-256 fingerprint as openssl prints it.
    private func fingerprint(_ name: String) async throws -> String {
        let result = try await Program.run(
            "/usr/bin/openssl", ["x509", "-in", Certificates.file(name), "-noout", "-fingerprint", "-sha256"])
        return try #require(result.output.split(separator: "=").last).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("a good certificate is taken, by its authority alone")
    func good() async throws {
        #expect(try await upload("good", authority()).result.status == 0)
        let unknown = try await upload("good", [])
        #expect(unknown.result.status == 1)
        #expect(unknown.errors.contains("it is signed by an authority that is not known here ("))
    }

    @Test(
        "what is wrong with a certificate is said, with the way out",
        arguments: [
            ("expired", "it expired on 2021-01-01"),
            ("expired-issuer", "the authority that signed it (CN = Peers sub-CA) expired on 2021-01-01"),
            ("wrong-host", "it is for other.example, not for 127.0.0.1"),
            ("self-signed", "it is signed by itself"),
            ("unknown-ca", "it is signed by an authority that is not known here ("),
        ])
    func bad(certificate: String, reason: String) async throws {
        let run = try await upload(certificate, authority())
        #expect(run.result.status == 1)
        #expect(run.errors.contains("error: the certificate of 127.0.0.1:PORT is not trusted: \(reason)"))
        let pin = try await fingerprint(certificate)
        #expect(
            run.errors.contains(
                "help: nothing about you was sent. If your hoster confirms that this is the server, trust it with:\n    tls_fingerprint: \(pin)\n"
            ))
        #expect(try Tree.contents(of: run.server.root).isEmpty)
        // The line that was shown is the way out.
        #expect(try await upload(certificate, ["--tls-fingerprint", pin]).result.status == 0)
    }

    @Test("a certificate for another name is taken under that name")
    func serverName() async throws {
        let run = try await upload("wrong-host", authority() + ["--tls-server-name", "other.example"])
        #expect(run.result.status == 0, "\(run.errors)")
        let empty = try await upload("wrong-host", authority() + ["--tls-server-name", ""])
        #expect(empty.result.status == 2)
        #expect(empty.errors.contains("error: --tls-server-name is empty"))
    }

    @Test("a fingerprint trusts that one certificate, or its key")
    func fingerprint() async throws {
        let other = try await upload("good", ["--tls-fingerprint", try await fingerprint("expired")])
        #expect(other.result.status == 1)
        #expect(other.errors.contains("is not trusted: it is not the one that 'tls_fingerprint' names"))
        let key = try await Program.run(
            "/bin/sh",
            [
                "-c",
                "openssl x509 -in '\(Certificates.file("good"))' -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum",
            ])
        let digest = String(key.output.prefix(64))
        #expect(try await upload("good", ["--tls-fingerprint", digest]).result.status == 0)
    }

    @Test("no verification must be asked for, and is shouted about")
    func anybody() async throws {
        let run = try await upload("self-signed", ["--no-tls-verify"])
        #expect(run.result.status == 0)
        #expect(
            run.errors.contains(
                "warning: THE CERTIFICATE OF 127.0.0.1:PORT IS NOT CHECKED (tls_verify: false): anybody in between can read the password and change files"
            ))
    }

    @Test("a certificate of our own, where the server wants one", arguments: [Peer.vsftpd, .proftpd])
    func client(peer: Peer) async throws {
        let wants = ["--client-ca", Certificates.file("ca")]
        let own = authority() + ["--tls-cert", Certificates.file("client")]
        #expect(try await upload("good", own, peer: peer, more: wants).result.status == 0)
        #expect(try await upload("good", authority(), peer: peer, more: wants).result.status == 1)
        let missing = try await upload("good", authority() + ["--tls-cert", "/no/such.pem"], peer: peer, more: wants)
        #expect(missing.result.status == 1)
        #expect(missing.errors.contains("error: /no/such.pem cannot be used: "))
    }

    @Test("somebody who takes AUTH TLS away gets no name and no password")
    func stripped() async throws {
        let peer = try await ScriptedPeer {
            $0.hasPrefix("AUTH") ? .reply("502 No.") : ScriptedPeer.login($0) ?? .silence
        }
        let folder = try TemporaryFolder()
        try folder.write("site/a.html", "a")
        let url = "ftps://tester:\(PeerServer.password)@127.0.0.1:\(peer.port)/"
        let result = try await Project.deploy(["upload", folder.at("site"), url])
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "error: 127.0.0.1:\(peer.port) takes no encrypted connection: '502 No.'\n  help: nothing was sent, least of all a password; ask the hoster for FTPS, or write ftp:// for clear text\n"
            ))
        #expect(peer.commands.allSatisfy { $0 == "AUTH TLS" || $0 == "QUIT" })
    }

    @Test("clear text behind the answer to AUTH TLS, and silence, end the session", arguments: [true, false])
    func injected(hasText: Bool) async throws {
        let peer = try await ScriptedPeer {
            $0.hasPrefix("AUTH") ? .reply(hasText ? "234 Go.\r\n230 You are in." : "234 Go.") : .silence
        }
        let folder = try TemporaryFolder()
        try folder.write("site/a.html", "a")
        let url = "ftps://tester:\(PeerServer.password)@127.0.0.1:\(peer.port)/"
        let result = try await Project.deploy(["upload", folder.at("site"), url, "--timeout", "1"])
        #expect(result.status == 1)
        #expect(!peer.commands.contains { $0.hasPrefix("USER") || $0.hasPrefix("PASS") })
        if !hasText { #expect(result.errors.contains("the handshake was not over after 1 seconds")) }
    }

    @Test("our server takes nothing that came in clear text behind AUTH TLS")
    func injectedIntoServer() async throws {
        let server = try await PeerServer(.own, access: Access(.explicit))
        let folder = try TemporaryFolder()
        try folder.write(
            "client.py",
            """
            import socket, ssl, sys
            def session(first, rest=b''):
                s = socket.create_connection(('127.0.0.1', \(server.port)), 5)
                s.recv(1000)
                s.sendall(first)
                if rest: s.sendall(rest)
                answer = s.recv(1000)
                if not answer.startswith(b'234'):
                    return 'no TLS'
                context = ssl._create_unverified_context()
                try:
                    t = context.wrap_socket(s)
                except (ssl.SSLError, OSError):
                    return 'no TLS'
                t.sendall(b'PWD\\r\\n')
                return t.recv(1000).decode()
            assert session(b'AUTH TLS\\r\\nUSER tester\\r\\nPASS \(PeerServer.password)\\r\\nPWD\\r\\n') == 'no TLS'
            assert session(b'AUTH TLS\\r\\nNOO') == 'no TLS'
            assert session(b'AUTH TLS\\r\\n').startswith('530'), session(b'AUTH TLS\\r\\n')
            for _ in range(200):
                assert session(b'AUTH TLS\\r\\n').startswith('530')
            """)
        let result = try await Program.run("/usr/bin/python3", [folder.at("client.py")])
        #expect(result.status == 0, "\(result.errors)\(result.output)")
    }

    @Test("our server sends no data in clear text where it must not, whatever the order of EPSV and PROT")
    func protectionOrder() async throws {
        let server = try await PeerServer(.own, access: Access(.explicit))
        try Data("content".utf8).write(to: URL(fileURLWithPath: "\(server.root)/f"))
        let folder = try TemporaryFolder()
        try folder.write(
            "client.py",
            """
            import ftplib, socket, ssl
            f = ftplib.FTP_TLS(context=ssl._create_unverified_context())
            f.connect('127.0.0.1', \(server.port), 5)
            f.login('tester', '\(PeerServer.password)')
            reply = f.sendcmd('EPSV')
            f.sendcmd('PBSZ 0'); f.sendcmd('PROT P')
            try:
                f.sendcmd('RETR f')
                raise SystemExit('data was sent')
            except ftplib.error_temp as error:
                assert str(error).startswith('425'), error
            """)
        let result = try await Program.run("/usr/bin/python3", [folder.at("client.py")])
        #expect(result.status == 0, "\(result.errors)\(result.output)")
    }
}
