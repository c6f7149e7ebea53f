import Foundation
import TestSupport
import Testing

/// Hooks and a look at the site, with real commands and a real web server.
@Suite("Before and after a deployment")
struct SiteCareTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("site/index.html", "<h1>one</h1>\n")
        try folder.write("site/bin/tool.cgi", "#!/bin/sh\n")
        try folder.write("site/cache/keep.txt", "x\n")
    }

    private func project(_ server: PeerServer, _ options: String) throws {
        try folder.write(
            "site/.pyftpsync.yaml",
            "default_task: live\ntasks:\n  live:\n    command: upload\n    remote: \(server.url())\n"
                + options.split(separator: "\n").map { "    \($0)\n" }.joined())
    }

    private func run(_ arguments: [String] = ["run"]) async throws -> Program.Result {
        try await Project.deploy(arguments, in: folder.at("site"), environment: ["NO_COLOR": "1"])
    }

    private func live(_ server: PeerServer, _ name: String) -> String? {
        try? String(contentsOfFile: "\(server.root)/\(name)", encoding: .utf8)
    }

    @Test("hooks run in their order, know the run, and only where something is to be done", arguments: Peer.allCases)
    func hooks(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let log = folder.at("log")
        try project(
            server,
            """
            before: echo "before $DEPLOY_TASK $DEPLOY_WRITTEN" >>\(log)
            after_upload:
              - [/bin/sh, -c, 'echo after_upload >>"$0"; test ! -e "$1"', \(log), \(server.root)/index.html]
            after:
              - run: test -e \(server.root)/index.html && echo "after ${DEPLOY_RUN:+known}" >>\(log)
              - mkdir: made/deep
              - rename: bin/tool.cgi
                to: bin/renamed.cgi
            on_failure: echo failed >>\(log)
            """)
        let first = try await run()
        #expect(first.status == 0, "\(first.errors)\(first.output)")
        #expect(folder.text("log") == "before live 3\nafter_upload\nafter known\n")
        #expect(first.output.contains("\nafter: mkdir made/deep\n"))
        #expect(FileManager.default.fileExists(atPath: "\(server.root)/made/deep"))
        #expect(live(server, "bin/renamed.cgi") != nil && live(server, "bin/tool.cgi") == nil)
        _ = try await run(["run", "--dry-run"])
        try folder.write("log", "")
        try await #expect(run().output.hasPrefix("Nothing to do"))
        #expect(folder.text("log") == "")
    }

    @Test("a failing hook: before and after_upload leave the site as it was, after does not; on_failure is told why")
    func failures() async throws {
        let server = try await PeerServer(.own)
        for (moment, isLive) in [("before", false), ("after_upload", false), ("after", true)] {
            try project(server, "\(moment): echo no; exit 7\non_failure: echo \"$DEPLOY_ERROR\" >\(folder.at("why"))")
            try folder.write("site/index.html", "<h1>\(moment)</h1>\n")
            let result = try await run()
            #expect(result.status == 1)
            #expect(result.output.contains("\n  no\n"), "\(result.output)")
            #expect(
                result.errors.contains("error: the hook '\(moment)' failed: echo no; exit 7: exit code 7\n"),
                "\(result.errors)")
            #expect((live(server, "index.html") == "<h1>\(moment)</h1>\n") == isLive, "\(moment)")
            #expect(folder.text("why")?.hasPrefix("the hook '\(moment)' failed") == true)
        }
        // What was uploaded before the failure is used by the next run.
        try project(server, "")
        #expect(try await run().output.contains("Nothing to do"))
    }

    @Test("a hook that hangs is ended with all that it started")
    func hanging() async throws {
        let server = try await PeerServer(.own)
        try project(
            server,
            "before:\n  - run: sleep 1000 & echo $! >\(folder.at("pid")); sleep 1000; true\n    timeout: 1")
        let result = try await run()
        #expect(result.status == 1)
        #expect(result.errors.contains(": it was ended after 1 seconds\n"), "\(result.errors)")
        let pid = try #require(Int32(folder.text("pid")?.split(separator: "\n").first ?? ""))
        try await eventually("the child is gone") { kill(pid, 0) != 0 }
    }

    @Test("folders are emptied, permissions set", arguments: Peer.allCases)
    func purgeAndModes(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try FileManager.default.createDirectory(
            atPath: "\(server.root)/temp/cache/deep", withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(server.root)/temp/cache/deep/old"))
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(server.root)/temp/other"))
        try await server.own(server.root)
        // pyftpdlib as it is here cannot set permissions; everybody else can.
        try project(server, "purge: temp/cache\nchmod: [\"644 *.html\", \"755 /bin/*.cgi\"]")
        let result = try await run()
        #expect(result.status == 0, "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(server.root)/temp/cache") == [])
        #expect(live(server, "temp/other") == "x")
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: "\(server.root)/\(name)")[.posixPermissions] as? Int
        }
        #expect(try mode("bin/tool.cgi") == 0o755)
        #expect(try mode("index.html") == 0o644)
        // What no rule is about keeps the permissions of what it replaces.
        _ = try await Program.run("/bin/chmod", ["640", "\(server.root)/cache/keep.txt"])
        try folder.write("site/cache/keep.txt", "edited\n")
        #expect(try await run().status == 0)
        #expect(live(server, "cache/keep.txt") == "edited\n")
        #expect(try mode("cache/keep.txt") == 0o640)
    }

    @Test("pages are looked at; a wrong one takes the deployment back, and nothing is lost", arguments: Peer.allCases)
    func health(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let web = try await WebServer(server.root, settings: Self.denied)
        let health = "url: \(web.url())\nhealth:\n  - index.html\n  - {url: /, contains: <h1>, within: 0}"
        try project(server, health)
        let good = try await run()
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("\nhealth: \(web.url("index.html")): as it should be\n"))

        try folder.write("site/index.html", "broken\n")
        try folder.write("site/new.html", "new\n")
        let broken = try await run()
        #expect(broken.status == 1)
        #expect(
            broken.errors.contains(
                "error: the new version was taken back, because the site was not as it should be: \(web.url()): it does not hold '<h1>'\n"
            ), "\(broken.errors)")
        #expect(live(server, "index.html") == "<h1>one</h1>\n")
        #expect(live(server, "new.html") == nil)
        // The way that the help names.
        let run = try #require(broken.errors.firstMatch(of: #/'deploy rollback ([0-9a-f]{8})'/#)).1
        let forward = try await self.run(["rollback", String(run)])
        #expect(forward.status == 0, "\(forward.errors)")
        #expect(live(server, "index.html") == "broken\n" && live(server, "new.html") == "new\n")

        try project(server, health + "\nkeep: 0")
        try folder.write("site/index.html", "worse\n")
        let kept = try await self.run()
        #expect(kept.status == 1 && kept.errors.contains("nothing is kept to go back to ('keep: 0')"), "\(kept.errors)")
        #expect(live(server, "index.html") == "worse\n")
    }

    /// What the error tells to write.
    private static let denied = #"location ~ /\.deploy { deny all; }"#

    @Test("nothing of the tool's folder is served under any name that can be guessed")
    func guesses() async throws {
        let server = try await PeerServer(.own)
        let web = try await WebServer(server.root)
        try project(server, "")
        #expect(try await run().status == 0)
        for path in ["", "index.html", "lock", "staging/", "projects/", "projects/site/manifest", "projects/site/head"]
        {
            let result = try await Program.run(
                "/usr/bin/curl", ["-s", "-o", folder.at("body"), "-w", "%{http_code}", web.url(".deploy/\(path)")])
            // The empty page is no secret.
            #expect(result.output != "200" || folder.text("body") ?? "" == "", "\(path): \(result.output)")
        }
    }

    @Test("where 'url' shows that the tool's folder can be read, that is an error with its way out")
    func secrecy() async throws {
        let server = try await PeerServer(.own)
        for settings in ["", "autoindex on; index none;"] {
            let web = try await WebServer(server.root, settings: settings)
            try project(server, "url: \(web.url())")
            try folder.write("site/index.html", "<h1>\(settings)</h1>\n")
            let told = try await run()
            #expect(told.status == 1)
            let error =
                "error: the new version is live, but the tool's own folder can be read over HTTP: \(web.url(".deploy/"))\n"
            #expect(told.errors.contains(error), "\(told.errors)")
            #expect(told.errors.contains("help: refuse it in the web server: nginx '\(Self.denied)'"))
            #expect(live(server, "index.html") == "<h1>\(settings)</h1>\n")
        }
        let web = try await WebServer(server.root, settings: Self.denied)
        try project(server, "url: \(web.url())")
        try folder.write("site/index.html", "<h1>safe</h1>\n")
        #expect(try await run().status == 0)
    }

    @Test("requests as hooks: their status counts, a page that never answers is an error")
    func requests() async throws {
        let server = try await PeerServer(.own)
        let web = try await WebServer(server.root)
        try project(server, "after: {request: '\(web.url("purge"))', status: 404}")
        #expect(try await run().status == 0)
        try project(server, "before: {request: '\(web.url("purge"))'}")
        try folder.write("site/index.html", "<h1>two</h1>\n")
        let wrong = try await run()
        #expect(wrong.errors.contains(": the answer has the status 404, not 200\n"), "\(wrong.errors)")
        let silent = try await ScriptedPeer(greeting: nil) { _ in .silence }
        try project(server, "before: {request: 'http://127.0.0.1:\(silent.port)/', timeout: 1}")
        let hangs = try await run()
        #expect(hangs.status == 1 && hangs.errors.contains("1 second"), "\(hangs.errors)")
        withExtendedLifetime(silent) {}
    }
}
