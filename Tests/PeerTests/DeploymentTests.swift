import Foundation
import TestSupport
import Testing

/// The built program against real servers: the main job from end to end.
@Suite("Deployments to real servers", .serialized)
struct DeploymentTests {
    private func makeProject(_ peer: PeerServer, files: Int, extra: String = "") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Tree.makeSite(folder, "site", files: files)
        try folder.write(
            "site/.pyftpsync.yaml",
            "default_task: live\ntasks:\n  live:\n    command: upload\n    remote: \(peer.url())\n\(extra)")
        return folder
    }

    private func run(_ folder: TemporaryFolder, _ arguments: [String] = [], site: String = "site") async throws
        -> Program.Result
    {
        let result = try await Project.deploy(["run"] + arguments, in: folder.at(site))
        #expect(result.status == 0, "\(result.errors)")
        return result
    }

    /// Files of the site that were stored, without the tool's records.
    private func contentStores(_ peer: PeerServer) throws -> [String] {
        try peer.stored().filter { name in
            let last = name.split(separator: "/").last ?? ""
            return name.contains("/staging/")
                && !["site.manifest-", "site.head-", "site.journal-"].contains { last.hasPrefix($0) }
        }
    }

    @Test("the tree arrives byte for byte, and only changes are sent", arguments: Peer.allCases)
    func life(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try makeProject(server, files: 30)

        let before = try await Tree.fingerprint(server.root)
        let dry = try await run(folder, ["--dry-run"])
        #expect(try await Tree.fingerprint(server.root) == before)
        let first = try await run(folder)
        let planned = dry.output.split(separator: "\n").filter { $0.hasPrefix("+ ") }
        #expect(planned == first.output.split(separator: "\n").filter { $0.hasPrefix("+ ") })
        #expect(first.output.contains("Deployed: 34 files sent"))
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))

        #expect(try await run(folder).output.hasPrefix("Nothing to do: "))

        _ = try await Program.run("/bin/cp", ["-r", folder.at("site"), folder.at("clone")])
        #expect(try await run(folder, site: "clone").output.hasPrefix("Nothing to do: "))

        try await eventually("all uploads are in the log") { try contentStores(server).count >= 34 }
        #expect(try contentStores(server).count == 34)
        try folder.write("site/index.html", "<h1>Edited</h1>\n")
        let local = try await Tree.fingerprint(folder.at("site"), except: ".deploy")
        let edited = try await run(folder)
        #expect(
            edited.output.split(separator: "\n").filter { $0.hasPrefix("~ ") } == [
                "~ index.html (changed here, 16 bytes)"
            ])
        try await eventually("the upload is in the log") { try contentStores(server).count >= 35 }
        #expect(try contentStores(server).count == 35)
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        #expect(try await Tree.fingerprint(folder.at("site"), except: ".deploy") == local)
        #expect(try !Tree.contents(of: server.root).keys.contains { $0.contains("/staging/") })
    }

    @Test("deletions, new folders, nothing of ours that is not", arguments: Peer.allCases)
    func changes(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try makeProject(server, files: 12)
        _ = try await run(folder)
        try FileManager.default.removeItem(atPath: folder.at("site/blog"))
        try FileManager.default.removeItem(atPath: folder.at("site/empty folder"))
        try folder.write("site/neu/tief/ä.html", "neu")
        _ = try await run(folder)
        #expect(try Tree.served(server.root).keys.contains("empty folder"))
        let deleted = try await run(folder, ["--delete"])
        #expect(deleted.output.contains("- empty folder/ (deleted here)"))
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
        #expect(try await run(folder, ["--delete"]).output.hasPrefix("Nothing to do: "))
    }

    @Test("killed in the middle: nothing partial is served, and the next run completes", arguments: Peer.allCases)
    func killed(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let count = Project.isLong ? 500 : 200
        let folder = try makeProject(server, files: count)
        var random = SeededRandom(UInt64(peer.rawValue.count))
        let new = try Tree.served(folder.at("site"))
        for _ in 0..<(Project.isLong ? 100 : 3) {
            // Now in the uploads, now in the burst of renames behind them.
            let inSwitch = Bool.random(using: &random)
            let target = Int.random(in: 1...(count * 3 / 4), using: &random)
            let program = try Program(Project.deploy, ["run"], in: folder.at("site"))
            try await eventually("\(target) files are there") {
                let count = Tree.count(server.root)
                return !program.isRunning || (inSwitch ? count.served >= target : count.all >= target)
            }
            program.signal(9)
            _ = await program.wait()
            for (name, content) in try Tree.served(server.root) {
                #expect(new[name] == content, "\(name) is not whole")
            }
        }
        _ = try await run(folder)
        #expect(try Tree.served(server.root) == new)
        #expect(try await run(folder).output.hasPrefix("Nothing to do: "))
        #expect(try !Tree.contents(of: server.root).keys.contains { $0.contains("/staging/") })
    }

    @Test("a server that is read-only for us: a clear error, exit code 1, nothing written", arguments: Peer.allCases)
    func readOnly(peer: Peer) async throws {
        let server = try await PeerServer(peer, options: ["--read-only"])
        let folder = try makeProject(server, files: 3)
        let before = try Tree.contents(of: server.root)
        let url = peer == .own ? "ftp://127.0.0.1:\(server.port)/" : server.url()
        let result = try await Project.deploy(["upload", folder.at("site"), url])
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "error: the tool's own folder (.deploy) cannot be made on the remote: .deploy: the folder cannot be made: the server answered '5"
            ))
        #expect(result.errors.contains("help: allow the user to make it, or name another place with 'state'"))
        #expect(try Tree.contents(of: server.root) == before)
    }

    @Test("a wrong password: a clear error and exit code 1", arguments: Peer.allCases)
    func wrongPassword(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try makeProject(server, files: 1)
        let result = try await Project.deploy([
            "upload", folder.at("site"), "ftp://tester:not-this-one@127.0.0.1:\(server.port)/",
        ])
        #expect(result.status == 1)
        #expect(result.errors.contains("error: 127.0.0.1:\(server.port) refused the log-in: '530 "))
        #expect(!result.errors.contains("not-this-one"))
    }

    @Test("a remote folder that is missing, and --create-folder", arguments: Peer.allCases)
    func createFolder(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try makeProject(server, files: 3)
        let url = server.url("/www/new%20site")
        let refused = try await Project.deploy(["upload", folder.at("site"), url])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("error: the folder /www/new site cannot be entered on 127.0.0.1: 550 "))
        let dry = try await Project.deploy(["upload", folder.at("site"), url, "--create-folder", "-n"])
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(try Tree.contents(of: server.root).isEmpty)
        let made = try await Project.deploy(["upload", folder.at("site"), url, "--create-folder"])
        #expect(made.status == 0, "\(made.errors)")
        #expect(try Tree.served("\(server.root)/www/new site") == Tree.served(folder.at("site")))
    }

    @Test("a large file goes through little memory, on both ends", arguments: [Peer.own])
    func memory(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try TemporaryFolder()
        let megabytes = Project.isLong ? 1_024 : 200
        try folder.folder("site")
        let made = try await Program.run(
            "/bin/dd", ["if=/dev/urandom", "of=\(folder.at("site/big"))", "bs=1M", "count=\(megabytes)", "status=none"])
        #expect(made.status == 0)
        let script = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:]).returncode
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
            sys.exit(status)
            """
        let result = try await Program.run(
            "/usr/bin/python3", ["-c", script, Project.deploy, "upload", folder.at("site"), server.url(), "-qqq"])
        #expect(result.status == 0, "\(result.errors)")
        let same = try await Program.run("/usr/bin/cmp", [folder.at("site/big"), "\(server.root)/big"])
        #expect(same.status == 0)
        // Under a sanitizer memory tells nothing.
        if !Project.isSanitized {
            #expect(try #require(Int(result.output.split(separator: "\n").last ?? "")) < 64)
            #expect(try server.peakMemory() < 64)
        }
    }

    @Test(
        "what this project owns is deleted, but nothing behind a link or in another deployment",
        arguments: Peer.allCases)
    func ownedDeletions(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try makeProject(server, files: 3, extra: "    delete: owned\n")
        for name in ["rel/a", "blog/post", "gone/a", "old/deep/a", "old/theirs/a"] {
            try folder.write("site/\(name)", "x")
        }
        _ = try await run(folder)
        let shell = """
            set -e; cd '\(server.root)'
            mkdir kept; mv rel kept/rel; ln -s kept/rel rel
            mkdir -p blog/.deploy; echo x > blog/.deploy/x
            rm -r gone; echo x > old/theirs/new
            """
        #expect(try await Program.run("/bin/sh", ["-c", shell]).status == 0)
        for name in ["rel", "blog/post", "gone", "old"] {
            try FileManager.default.removeItem(atPath: folder.at("site/\(name)"))
        }
        let deleted = try await run(folder).output.split(separator: "\n").filter { $0.hasPrefix("- ") }
        #expect(
            deleted == [
                "- old/deep/a (deleted here)", "- old/theirs/a (deleted here)", "- old/deep/ (deleted here)",
            ])
        let left = ["kept/rel/a", "blog/post", "old/theirs/new"]
        #expect(left.allSatisfy { FileManager.default.fileExists(atPath: "\(server.root)/\($0)") })
        let again = try await run(folder).output
        #expect(again.contains("Nothing to do: "), "\(again)")
    }

    @Test("what was found out about a server is kept beside the project file, and may be lost or damaged")
    func remembered() async throws {
        let server = try await PeerServer(.own)
        let folder = try makeProject(server, files: 3)
        _ = try await run(folder, ["--dry-run"])
        #expect(!FileManager.default.fileExists(atPath: folder.at("site/.deploy")))
        _ = try await run(folder)
        #expect(folder.text("site/.deploy/.gitignore") == "*\n")
        let notes = try #require(folder.text("site/.deploy/servers.json"))
        #expect(notes.contains("\"127.0.0.1:\(server.port)\""))
        #expect(!notes.contains(PeerServer.password))

        let before = try await Tree.fingerprint(folder.at("site"))
        #expect(try await run(folder).output.hasPrefix("Nothing to do: "))
        #expect(try await Tree.fingerprint(folder.at("site")) == before)

        for name in try FileManager.default.contentsOfDirectory(atPath: folder.at("site/.deploy")) {
            try folder.write("site/.deploy/\(name)", "{\"version\": 1, \"tokens\": {\"x\": 1")
        }
        try folder.write("site/index.html", "edited\n")
        #expect(try await run(folder).output.contains("1 file sent"))
        #expect(try Tree.served(server.root) == Tree.served(folder.at("site")))
    }

    @Test("without a project file it is kept in the user's folder for state")
    func rememberedByUser() async throws {
        let server = try await PeerServer(.own)
        let folder = try makeProject(server, files: 3)
        try folder.folder("state")
        for _ in 0..<2 {
            let result = try await Project.deploy(
                ["upload", folder.at("site"), server.url()], environment: ["XDG_STATE_HOME": folder.at("state")])
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(folder.text("state/deploy/servers.json")?.contains("127.0.0.1") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.at("site/.deploy")))
    }

    @Test("tree shows what a server holds, and writes nothing there", arguments: Peer.allCases)
    func tree(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try makeProject(
            server, files: 6, extra: "  look:\n    command: tree\n    remote: \(server.url())\n    files: true\n")
        _ = try await run(folder)
        let before = try await Tree.fingerprint(server.root)
        let shown = try await Project.deploy(
            ["tree", server.url(), "--files", "--sort", "-x", "*.css,img"], environment: ["TZ": "UTC"])
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.hasPrefix("[ftp://tester@127.0.0.1:\(server.port)/]\n"))
        #expect(shown.output.contains("\n |   `- [2026]\n"))
        #expect(!shown.output.contains("[img]") && !shown.output.contains(".deploy"))
        let listed = try await Project.deploy(["tree", server.url(), "--files", "--format", "json"])
        #expect(listed.output.split(separator: "\n").count { $0.contains("\"kind\": \"file\"") } == 10)
        #expect(try await Tree.fingerprint(server.root) == before)

        #expect(try await run(folder, ["look"]).output.hasSuffix(" KB\n"))
        let wrong = try await Project.deploy(["tree", server.url("/none")])
        #expect(wrong.status == 1 && wrong.errors.contains("the folder /none cannot be entered"))
        let missing = try await Project.deploy(["tree"])
        #expect(missing.status == 2 && missing.errors.contains("Missing expected argument '<target>'"))
    }

    @Test("scan counts and lists; pyftpsync's files are deleted on demand, and nothing else", arguments: Peer.allCases)
    func scan(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try TemporaryFolder()
        for name in ["a.txt", "sub/b.txt", "sub/.pyftpsync-meta.json", ".pyftpsync-meta.json", ".pyftpsync-lock.json"] {
            try folder.write("site/\(name)", "x")
        }
        let copied = try await Program.run("/bin/cp", ["-a", "\(folder.at("site"))/.", server.root])
        #expect(copied.status == 0)
        _ = try await Program.run("/bin/chmod", ["-R", "a+rwX", server.root])
        func scan(_ arguments: [String]) async throws -> String {
            let result = try await Project.deploy(["scan", server.url()] + arguments, environment: ["TZ": "UTC"])
            #expect(result.status == 0, "\(result.errors)")
            return result.output
        }
        #expect(try await scan([]) == "1 file, 1 folder, 1 byte\n")
        let listed = try await scan(["-r", "--list"])
        #expect(listed.hasPrefix(" a.txt") && listed.contains("\n [sub]\n     b.txt"))
        #expect(listed.hasSuffix("\n2 files, 1 folder, 2 bytes\n"))
        let before = try await Tree.fingerprint(server.root)
        #expect(
            try await scan(["-r", "--remove-meta", "-n"])
                == "DELETE .pyftpsync-meta.json\nDELETE sub/.pyftpsync-meta.json\n2 files, 1 folder, 2 bytes\n")
        #expect(try await Tree.fingerprint(server.root) == before)
        _ = try await scan(["-r", "--remove-meta"])
        #expect(
            try await scan(["-r", "--remove-meta", "--remove-locks"]).hasPrefix("DELETE .pyftpsync-lock.json\n2 files"))
        let left = try await Program.run("/usr/bin/find", [server.root, "-type", "f", "-printf", "%P\n"]).output
        #expect(left.split(separator: "\n").sorted() == ["a.txt", "sub/b.txt"])
    }

    @Test("tree of a folder of this machine, the current one too")
    func localTree() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a/b/c.txt", "x")
        let result = try await Project.deploy(["tree", "."], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "[\(folder.path)]\n `- [a]\n     `- [b]\n1 file, 2 folders, 1 byte\n")
    }
}

/// Several who deploy to the same place.
@Suite("Runs that meet")
struct MeetingRunsTests {
    /// Two versions of a site whose files say which they are.
    private func sites(_ base: TemporaryFolder) throws {
        for version in ["a", "b"] {
            for number in 0..<30 { try base.write("\(version)/f\(number).txt", "\(version)\(number)") }
            try base.write("\(version)/index.html", version)
        }
    }

    @Test(
        "two deployers at once: one waits or leaves with the other's name, and the site is never a mix",
        arguments: Peer.allCases)
    func two(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let base = try TemporaryFolder()
        try sites(base)
        for round in 0..<(Project.isLong ? 20 : 4) {
            // Two machines: each has a memory of its own.
            func deploy(_ version: String, wait: Bool) async throws -> Program.Result {
                try await Project.deploy(
                    ["upload", base.at(version), server.url(), "--force"] + (wait ? ["--wait", "120"] : []),
                    environment: ["XDG_STATE_HOME": base.at("state-\(version)"), "USER": version])
            }
            let waits = round % 2 == 0
            async let first = deploy("a", wait: waits)
            async let second = deploy("b", wait: waits)
            let results = try await [first, second]
            for result in results where result.status != 0 {
                #expect(!waits, "\(result.errors)")
                #expect(result.errors.contains("error: another run is at work on "), "\(result.errors)")
            }
            #expect(results.contains { $0.status == 0 })
            let version = try String(contentsOfFile: "\(server.root)/index.html", encoding: .utf8)
            for number in 0..<30 {
                let text = try String(contentsOfFile: "\(server.root)/f\(number).txt", encoding: .utf8)
                #expect(text == "\(version)\(number)")
            }
            #expect(!FileManager.default.fileExists(atPath: "\(server.root)/.deploy/lock"))
        }
    }

    @Test("a lock of another machine: refused with its owner, taken away by unlock")
    func unlock() async throws {
        let server = try await PeerServer(.own)
        let base = try TemporaryFolder()
        try sites(base)
        let words = ["upload", base.at("a"), server.url()]
        #expect(try await Project.deploy(words).status == 0)
        let nothing = try await Project.deploy(["unlock", "--remote", server.url()])
        #expect(nothing.status == 0 && nothing.output.hasPrefix("No lock lies on ftp://"))
        let owner = #"{"author":"ann@elsewhere","commit":"0123456789abcdef","pid":1,"run":"0a","since":1790000000}"#
        let file = "\(server.root)/.deploy/lock/0a.3"
        try FileManager.default.createDirectory(
            atPath: "\(server.root)/.deploy/lock", withIntermediateDirectories: false)
        try Data(owner.utf8).write(to: URL(fileURLWithPath: file))
        // Nothing to do: no lock is needed.
        #expect(try await Project.deploy(words).status == 0)
        try base.write("a/new.txt", "new")
        let refused = try await Project.deploy(words, environment: ["TZ": "UTC"])
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasSuffix(
                """
                : ann@elsewhere since 2026-09-21 14:13:20 (commit 0123456789ab)
                  help: --wait 300 waits for it; if it was killed, 'deploy unlock' takes its lock away

                """), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(server.root)/new.txt"))
        let unlocked = try await Project.deploy(["unlock", "--remote", server.url()], environment: ["TZ": "UTC"])
        #expect(unlocked.status == 0, "\(unlocked.errors)")
        #expect(
            unlocked.output.hasSuffix("it was that of ann@elsewhere since 2026-09-21 14:13:20 (commit 0123456789ab).\n")
        )
        #expect(try await Project.deploy(words).status == 0)
        #expect(FileManager.default.fileExists(atPath: "\(server.root)/new.txt"))
    }
}
