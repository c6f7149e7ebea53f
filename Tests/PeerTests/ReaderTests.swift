import Foundation
import TestSupport
import Testing

/// Visitors who fetch pages while versions are put in place.
@Suite("Readers during deployments", .serialized)
struct ReaderTests {
    private static let pages = 60
    private static let rounds = Project.isLong ? 20 : 4

    /// A version of the site: pages of different lengths that say which they are from the first byte to the last.
    private func write(_ version: Int, to folder: TemporaryFolder) throws {
        for page in 0..<Self.pages {
            let line = "version \(version) page \(page)\n"
            try folder.write("site/p\(page).html", String(repeating: line, count: 1 + (page * 37 + version * 11) % 400))
        }
        try folder.write("site/only\(version).html", "only in \(version)\n")
    }

    /// Whether a page is one whole version.
    private static let script = #"""
        import ftplib, sys, threading, time, urllib.request
        ftp_port, web_port, stop = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
        pages = int(sys.argv[4])
        bad, counts = [], {"ftp": 0, "http": 0}
        import os
        def check(kind, page, data):
            counts[kind] += 1
            lines = data.decode().split("\n")
            words = lines[0].split(" ")
            if len(words) != 4 or words[3] != str(page) or lines[-1] != "":
                bad.append(f"{kind} {page}: {data[:60]!r}")
                return
            version = int(words[1])
            expected = 1 + (page * 37 + version * 11) % 400
            if lines[:-1] != [lines[0]] * expected:
                bad.append(f"{kind} {page}: {len(lines) - 1} of {expected} lines")
        def http():
            page = 0
            while not os.path.exists(stop):
                page = (page + 1) % pages
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{web_port}/p{page}.html", timeout=30) as answer:
                        check("http", page, answer.read())
                except urllib.error.HTTPError as error:
                    bad.append(f"http {page}: {error.code}")
        def ftp():
            client = ftplib.FTP()
            client.connect("127.0.0.1", ftp_port, timeout=30)
            client.login("tester", sys.argv[-1])
            page = 0
            while not os.path.exists(stop):
                page = (page + 1) % pages
                data = bytearray()
                try:
                    client.retrbinary(f"RETR /p{page}.html", data.extend)
                    check("ftp", page, bytes(data))
                except ftplib.error_perm as error:
                    bad.append(f"ftp {page}: {error}")
            client.quit()
        threads = [threading.Thread(target=run) for run in (http, http, ftp)]
        start = time.monotonic()
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        seconds = time.monotonic() - start
        print(int((counts["ftp"] + counts["http"]) / seconds), counts["ftp"], counts["http"])
        for line in bad[:20]: print(line)
        sys.exit(1 if bad else 0)
        """#

    @Test(
        "nobody sees a partial page, or misses one that both versions have; also while versions are taken back",
        arguments: Peer.allCases)
    func readers(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let web = try await WebServer(server.root)
        let folder = try TemporaryFolder()
        try write(0, to: folder)
        func run(_ arguments: [String]) async throws {
            let result = try await Project.deploy(arguments, environment: ["XDG_STATE_HOME": folder.at("state")])
            #expect(result.status == 0, "\(result.errors)")
        }
        try await run(["upload", folder.at("site"), server.url()])
        let stop = folder.at("stop")
        let reader = try Program(
            "/usr/bin/python3",
            ["-c", Self.script, "\(server.port)", "\(web.port)", stop, "\(Self.pages)", PeerServer.password])
        for round in 1...Self.rounds {
            try FileManager.default.removeItem(atPath: folder.at("site"))
            try write(round, to: folder)
            try await run(["upload", folder.at("site"), server.url(), "--delete"])
            // A server that can copy goes back without a gap as well.
            if [.proftpd, .own].contains(peer) { try await run(["rollback", "--remote", server.url()]) }
        }
        try folder.write("stop", "")
        let result = await reader.wait()
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let counts = result.output.split(separator: "\n").first?.split(separator: " ").compactMap { Int($0) } ?? []
        #expect(counts.count == 3 && counts.allSatisfy { $0 > 0 }, "\(result.output)")
    }
}
