import Foundation
import TestSupport
import Testing

/// Clients that people have, against our server.
@Suite("Our server with other clients")
struct ClientTests {
    private func site() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Tree.makeSite(folder, "site", files: 20)
        return folder
    }

    @Test("curl uploads, lists, resumes and downloads")
    func curl() async throws {
        let server = try await PeerServer(.own)
        let folder = try site()
        let big = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
        try folder.write("big", big)
        func curl(_ arguments: [String]) async throws -> Program.Result {
            let result = try await Program.run("/usr/bin/curl", ["-sS"] + arguments)
            #expect(result.status == 0, "\(result.errors)")
            return result
        }
        _ = try await curl(["-T", folder.at("big"), server.url("/a/b/big"), "--ftp-create-dirs"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(server.root)/a/b/big")) == big)
        _ = try await curl([server.url("/a/b/big"), "-o", folder.at("down")])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.at("down"))) == big)
        #expect(try await curl([server.url("/a/")]).output.hasPrefix("drwxr-xr-x"))
        try folder.write("part", big.prefix(100_000))
        _ = try await curl(["-C", "-", server.url("/a/b/big"), "-o", folder.at("part")])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.at("part"))) == big)
        _ = try await curl(["--disable-epsv", "-Q", "-RNFR a/b/big", "-Q", "-RNTO a/big2", server.url("/")])
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(server.root)/a/big2")) == big)
        #expect(try await curl(["-I", server.url("/a/big2")]).output.contains("Content-Length: 300000"))
        let text = try await curl(["-B", server.url("/text"), "-T", folder.at("site/index.html")])
        #expect(text.status == 0)
        #expect(try String(contentsOfFile: "\(server.root)/text", encoding: .utf8) == "<h1>Hello</h1>\n")
    }

    @Test("on all addresses, clients of IPv4 are served in every way", arguments: ["EPSV", "PASV", "EPRT", "PORT"])
    func everywhere(way: String) async throws {
        let server = try await PeerServer(.own, options: ["--host", "::"])
        let folder = try site()
        let options =
            switch way {
            case "PASV": ["--disable-epsv"]
            case "EPRT": ["-P", "-"]
            case "PORT": ["-P", "-", "--disable-eprt"]
            default: [String]()
            }
        let result = try await Program.run(
            "/usr/bin/curl", ["-sS", "-T", folder.at("site/index.html"), server.url("/here")] + options)
        #expect(result.status == 0, "\(result.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(server.root)/here"))
    }

    @Test("lftp mirrors both ways")
    func lftp() async throws {
        let server = try await PeerServer(.own)
        let folder = try site()
        func lftp(_ script: String) async throws {
            let result = try await Program.run(
                "/usr/bin/lftp",
                [
                    "-c",
                    "set net:max-retries 1; set ftp:ssl-allow off; open -u tester,\(PeerServer.password) -p \(server.port) 127.0.0.1; \(script)",
                ])
            #expect(result.status == 0, "\(result.errors)")
        }
        try await lftp("mirror -R --parallel=3 '\(folder.at("site"))' up")
        #expect(try Tree.contents(of: "\(server.root)/up") == Tree.contents(of: folder.at("site")))
        try await lftp("mirror --parallel=3 up '\(folder.at("down"))'")
        #expect(try Tree.contents(of: folder.at("down")) == Tree.contents(of: folder.at("site")))
        try await lftp("mirror -R --delete '\(folder.at("site/names"))' up")
        #expect(try Tree.contents(of: "\(server.root)/up") == Tree.contents(of: folder.at("site/names")))
    }

    @Test("Python's ftplib")
    func ftplib() async throws {
        let server = try await PeerServer(.own)
        let folder = try TemporaryFolder()
        try folder.write(
            "client.py",
            """
            import ftplib, io, sys
            f = ftplib.FTP()
            f.connect('127.0.0.1', \(server.port))
            assert f.getwelcome().startswith('220')
            f.login('tester', '\(PeerServer.password)')
            assert f.pwd() == '/'
            f.mkd('dir')
            f.cwd('dir')
            data = bytes(range(256)) * 1000
            f.storbinary('STOR x.bin', io.BytesIO(data))
            assert f.size('x.bin') == len(data)
            got = []
            f.retrbinary('RETR x.bin', got.append)
            assert b''.join(got) == data
            got = []
            f.retrbinary('RETR x.bin', got.append, rest=255000)
            assert b''.join(got) == data[255000:]
            f.storlines('STOR t.txt', io.BytesIO(b'one\\ntwo\\n'))
            lines = []
            f.retrlines('RETR t.txt', lines.append)
            assert lines == ['one', 'two'], lines
            assert sorted(f.nlst()) == ['t.txt', 'x.bin'], f.nlst()
            facts = dict(f.mlsd())
            f.voidcmd('TYPE I')
            assert facts['x.bin']['size'] == str(len(data)) and facts['x.bin']['type'] == 'file', facts
            f.rename('x.bin', 'y.bin')
            conn, size = f.ntransfercmd('RETR y.bin')
            conn.recv(10)
            f.abort()
            assert f.voidresp().startswith('226')
            conn.close()
            f.delete('y.bin')
            f.delete('t.txt')
            f.cwd('..')
            f.rmd('dir')
            for bad in ('RETR ../../etc/passwd', 'CWD /nowhere', 'DELE nothing'):
                try:
                    f.voidcmd(bad)
                    sys.exit('%s was accepted' % bad)
                except ftplib.all_errors:
                    pass
            f.set_pasv(True)
            f.sendcmd('NOOP')
            f.quit()
            """)
        let result = try await Program.run("/usr/bin/python3", [folder.at("client.py")])
        #expect(result.status == 0, "\(result.errors)\(result.output)")
    }

    @Test("during a transfer STAT is answered at once, and EPSV waits for its end")
    func duringTransfer() async throws {
        let server = try await PeerServer(.own)
        let folder = try TemporaryFolder()
        try Data(repeating: 7, count: 30_000_000).write(to: URL(fileURLWithPath: "\(server.root)/big"))
        try folder.write(
            "client.py",
            """
            import ftplib, socket
            f = ftplib.FTP()
            f.connect('127.0.0.1', \(server.port))
            f.login('tester', '\(PeerServer.password)')
            f.voidcmd('TYPE I')
            conn = f.ntransfercmd('RETR big')[0]
            conn.recv(1)
            f.sock.sendall(b'EPSV\\r\\nSTAT\\r\\n')
            assert 'Transfer of /big' in f.getmultiline()
            rest = 1
            while True:
                data = conn.recv(1 << 20)
                if not data:
                    break
                rest += len(data)
            assert rest == 30000000, rest
            conn.close()
            assert f.getresp().startswith('226')
            assert f.getresp().startswith('229')
            f.sock.sendall(b'NOOP\\r\\nPWD\\r\\nNOOP\\r\\n')
            assert [f.getresp()[:3] for _ in range(3)] == ['200', '257', '200']
            stranger = socket.create_connection(('127.0.0.1', f.makepasv()[1]), source_address=('127.0.0.2', 0))
            assert stranger.recv(1) == b''
            f.quit()
            """)
        let result = try await Program.run("/usr/bin/python3", [folder.at("client.py")])
        #expect(result.status == 0, "\(result.errors)\(result.output)")
    }
}
