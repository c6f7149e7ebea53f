import DeployCommands
import DeployModel
import Foundation
import Glibc
import TestSupport
import Testing

/// The built program as a process: words, exit codes, streams.
@Suite("The command line")
struct CommandLineTests {
    private func project(_ yaml: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("site/.pyftpsync.yaml", yaml)
        try folder.write("site/index.html", "hello")
        try folder.folder("out")
        return folder
    }

    private func local(_ folder: TemporaryFolder, _ options: String = "") -> String {
        "tasks: {default: {command: upload, remote: '\(folder.at("out"))'\(options)}}\n"
    }

    @Test(
        "words that are wrong end with exit code 2",
        arguments: [
            [], ["nonsense"], ["run", "--nonsense"], ["upload"], ["upload", "a"], ["run", "-v", "-q"],
            ["run", "--connections", "x"],
            ["run", "--connections", "0"], ["run", "--resolve", "maybe"], ["run", "a", "b"], ["serve"],
            ["serve", "/nonexistent"],
            ["serve", "/tmp", "--user", "x"], ["serve", "/tmp", "--write"], ["upload", "/tmp", "gopher://x"],
        ])
    func usage(arguments: [String]) async throws {
        let result = try await Project.deploy(arguments)
        #expect(result.status == 2, "\(result.output)\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(!result.errors.isEmpty)
    }

    @Test("help and version are no errors")
    func help() async throws {
        for arguments in [
            ["--help"], ["run", "--help"], ["upload", "-h"], ["serve", "--help"], ["--version"], ["-V"],
            ["-v", "--version"],
        ] {
            let result = try await Project.deploy(arguments)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty && result.errors.isEmpty)
        }
        #expect(try await Project.deploy(["--version"]).output == "0.1.0\n")
        #expect(try await Project.deploy(["--version", "-v"]).output.contains("OpenSSL 3"))
    }

    @Test("docs/messages.md is what the sources say")
    func messages() async throws {
        let result = try await Program.run("\(Project.root)/scripts/messages", ["--check"])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("every option of the table that belongs on the command line is there, and no other")
    func options() async throws {
        func offered(_ command: String) async throws -> Set<String> {
            let help = try await Project.deploy([command, "--help"]).output
            return Set(help.matches(of: #/--[a-z][a-z-]*/#).map { String($0.0) })
        }
        let general: Set = [
            "--verbose", "--quiet", "--color", "--no-color", "--ci", "--help", "--report", "--log-file", "--format",
        ]
        let specs = OptionTable.all.filter { $0.isOnCommandLine && $0.key != "no_color" }
        let names = Set(specs.map { "--\($0.commandLineName)" })
        // A boolean has an opposite; --here and --root are each other's, --execute is another word for --no-dry-run.
        let opposites = Set(
            specs.filter { spec in
                switch spec.kind {
                case .bool, .boolOr: !["here", "root", "debug"].contains(spec.key)
                default: false
                }
            }.map { "--no-\($0.commandLineName)" })
        let all = names.union(opposites).union(general).union(["--execute"])
        let run = try await offered("run")
        #expect(run == all.union(["--set", "--save-plan", "--commit"]))
        let others: Set = [
            "--here", "--root", "--local", "--remote", "--source", "--files", "--no-files", "--sort", "--no-sort",
        ]
        let upload = try await offered("upload")
        #expect(upload == all.subtracting(others))
    }

    @Test("no project file")
    func noFile() async throws {
        let folder = try TemporaryFolder()
        let result = try await Project.deploy(["run"], in: folder.path)
        #expect(result.status == 2)
        #expect(
            result.errors == """
                error: no project file: neither .pyftpsync.yaml nor pyftpsync.yaml in \(folder.path) or a folder above it
                  help: 'deploy init' writes one; 'deploy upload LOCAL REMOTE' does without

                """)
    }

    @Test("a broken project file is told with its place, and nothing is done")
    func brokenFile() async throws {
        let folder = try project("tasks:\n  default:\n    command: upload\n    remot: /x\n")
        let result = try await Project.deploy(["run"], in: folder.at("site"))
        #expect(result.status == 2)
        #expect(
            result.errors == """
                .pyftpsync.yaml:2:3: error: the task 'default' has no 'remote' [missing-key]
                  2 |   default:
                    |   ^^^^^^^
                  help: add 'remote: ftp://user@host/path', or 'abstract: true' if it is only to be extended
                .pyftpsync.yaml:4:5: error: 'remot' is not known in the task 'default' [unknown-key]
                  4 |     remot: /x
                    |     ^^^^^
                  help: did you mean 'remote'?

                """)
    }

    @Test("both names in one folder are refused; either one is found")
    func names() async throws {
        let folder = try TemporaryFolder()
        try folder.folder("out")
        try folder.write("site/a", "1")
        try folder.write("site/pyftpsync.yaml", local(folder))
        #expect(try await Project.deploy(["run"], in: folder.at("site")).status == 0)
        try folder.write("site/.pyftpsync.yaml", local(folder))
        let result = try await Project.deploy(["run"], in: folder.at("site"))
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("error: \(folder.at("site")) holds both .pyftpsync.yaml and pyftpsync.yaml\n"))
    }

    @Test("below the project's folder --here or --root is needed")
    func below() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder))
        try folder.write("site/sub/x", "1")
        let refused = try await Project.deploy(["run"], in: folder.at("site/sub"))
        #expect(refused.status == 2)
        let text = """
            error: the project file is in \(folder.at("site")), above the current folder [below-project]
              help: --here runs the task for the current folder alone, --root for the whole project

            """
        #expect(refused.errors == text)
        #expect(try await Project.deploy(["run", "--here", "--root"], in: folder.at("site/sub")).status == 2)
        #expect(try await Project.deploy(["run", "--here"], in: folder.at("site/sub")).status == 0)
        #expect(folder.text("out/sub/x") == "1")
        #expect(folder.text("out/index.html") == nil)
        #expect(try await Project.deploy(["run", "--root"], in: folder.at("site/sub")).status == 0)
        #expect(folder.text("out/sub/x") == "1")
    }

    @Test("a project file above that others can write is refused")
    func foreign() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder))
        try folder.folder("site/sub")
        _ = try await Program.run("/bin/chmod", ["666", folder.at("site/.pyftpsync.yaml")])
        let result = try await Project.deploy(["run", "--root"], in: folder.at("site/sub"))
        #expect(result.status == 2)
        #expect(result.errors.contains("but it can be written by everyone"))
    }

    @Test("folder to folder: the same run without a server")
    func folders() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder))
        let first = try await Project.deploy(["run"], in: folder.at("site"))
        #expect(first.status == 0)
        #expect(
            first.output.hasPrefix(
                "+ index.html (new, 5 bytes)\nDeployed: 1 file sent (5 bytes) – \(folder.at("out")) ("))
        #expect(folder.text("out/index.html") == "hello")
        #expect(folder.text("out/.pyftpsync.yaml") == nil)
        #expect(
            try await Project.deploy(["-q", "run"], in: folder.at("site")).output.hasPrefix(
                "Nothing to do: 1 path as recorded – "))
        #expect(try await Project.deploy(["run", "-qqq"], in: folder.at("site")).output.isEmpty)
        #expect(try await Project.deploy(["run", "-v"], in: folder.at("site")).output.hasPrefix("= index.html\n"))
    }

    @Test("a dry run shows plan and changes")
    func dryRun() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder, ", delete: true"))
        let result = try await Project.deploy(["run", "-n"], in: folder.at("site"))
        #expect(
            result.output == """
                Plan: upload, task 'default'
                  from         \(folder.at("site"))
                  to           \(folder.at("out"))
                  connections  8
                  timeout      30 s
                  delete       true
                  resolve      ask
                  project      site
                  exclude      .DS_Store, .git, .hg, .svn, #recycle
                + index.html (new, 5 bytes)
                Dry run, nothing was changed: 1 file to send (5 bytes)

                """)
        #expect(try Tree.contents(of: folder.at("out")).isEmpty)
    }

    @Test("match, exclude and names that never go out")
    func filters() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder))
        for name in [".git/config", ".deploy/x", "a/.pyftpsync-meta.json", "b.bak", "keep/c.html", ".DS_Store"] {
            try folder.write("site/\(name)", "x")
        }
        let status = try await Project.deploy(["run", "-x", "*.bak, .DS_Store", "-m", "*"], in: folder.at("site"))
            .status
        #expect(status == 0)
        #expect(try Tree.served(folder.at("out")).keys.sorted() == ["a", "index.html", "keep", "keep/c.html"])
    }

    @Test("a missing local folder, a missing remote folder")
    func missing() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder, ", local: gone"))
        let result = try await Project.deploy(["run"], in: folder.at("site"))
        #expect(result.status == 1)
        #expect(
            result.errors
                == "error: the folder \(folder.at("site/gone")) cannot be used: no such file or folder\n  help: check the path, or make the folder first\n"
        )
        #expect(try await Project.deploy(["upload", folder.at("site"), folder.at("nowhere")]).status == 1)
        #expect(
            try await Project.deploy(["upload", folder.at("site"), folder.at("nowhere/deep"), "--create-folder"]).status
                == 0)
        #expect(folder.text("nowhere/deep/index.html") == "hello")
    }

    @Test("a name with a line break is refused before anything is sent")
    func lineBreak() async throws {
        let server = try await PeerServer(.own)
        let folder = try project("")
        try folder.write("site/a\nb.html", "x")
        let result = try await Project.deploy(["upload", folder.at("site"), server.url()])
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "error: the name \"a\\nb.html\" contains a line break or another control character, which FTP cannot carry\n  help: rename or exclude it\n"
            ))
        #expect(try Tree.contents(of: server.root).isEmpty)
        #expect(try await Project.deploy(["upload", folder.at("site"), server.url(), "-x", "a?b*"]).status == 0)
    }

    @Test("symbolic links: inside they are followed, outside and in circles they are skipped with a word")
    func links() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder))
        try folder.write("secret", "secret")
        try folder.write("site/sub/x", "1")
        for (name, target) in [
            ("in", "sub"), ("file", "index.html"), ("out", "../secret"), ("sub/circle", ".."), ("dead", "nothing"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: folder.at("site/\(name)"), withDestinationPath: target)
        }
        _ = try await Program.run("/usr/bin/mkfifo", [folder.at("site/pipe")])
        let result = try await Project.deploy(["run"], in: folder.at("site"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            try Tree.served(folder.at("out")).keys.sorted() == ["file", "in", "in/x", "index.html", "sub", "sub/x"])
        for line in [
            "skipped: out: a symbolic link that leads out of the folder",
            "skipped: sub/circle: a symbolic link that leads back to a folder above it",
            "skipped: dead: a symbolic link to nothing", "skipped: pipe: neither a file nor a folder",
        ] {
            #expect(result.output.contains(line), "\(line) in \(result.output)")
        }
    }

    @Test("passwords come from ~/.netrc, and one that others can read is left alone")
    func netrc() async throws {
        let server = try await PeerServer(.own)
        let folder = try project("")
        try folder.write(".netrc", "machine 127.0.0.1 login tester password \(PeerServer.password)\n")
        _ = try await Program.run("/bin/chmod", ["600", folder.at(".netrc")])
        let arguments = ["upload", folder.at("site"), "ftp://tester@127.0.0.1:\(server.port)/"]
        let result = try await Project.deploy(arguments + ["-v"], environment: ["HOME": folder.path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("logging in as tester (from \(folder.at(".netrc")), line 1)"))
        #expect(try await Project.deploy(arguments + ["--no-netrc"], environment: ["HOME": folder.path]).status == 1)
        _ = try await Program.run("/bin/chmod", ["644", folder.at(".netrc")])
        let open = try await Project.deploy(arguments, environment: ["HOME": folder.path])
        #expect(open.status == 1)
        #expect(
            open.errors.contains(
                "warning: \(folder.at(".netrc")) was left alone: others can read it; 'chmod 600 \(folder.at(".netrc"))' mends that"
            ))
    }

    @Test("the dialogue is shown at -vvv, without the password")
    func dialogue() async throws {
        let server = try await PeerServer(.own)
        let folder = try project("")
        let result = try await Project.deploy(["-vvv", "upload", folder.at("site"), server.url()])
        #expect(result.errors.contains("SYST: 215 UNIX Type: L8"))
        #expect(result.errors.contains("FEAT: EPRT, EPSV, MDTM, MFMT, MLST type*;"))
        #expect(result.errors.contains("-> PASS ***"))
        #expect(result.errors.contains("<- 230 Logged in."))
        #expect(!(result.errors + result.output).contains("secret"))
    }

    @Test("Ctrl-C and SIGTERM end a run in good order", arguments: [(2, 3), (15, 143), (1, 129)] as [(Int32, Int32)])
    func signals(number: Int32, status: Int32) async throws {
        let peer = try await ScriptedPeer { ScriptedPeer.login($0) ?? .silence }
        let folder = try project("")
        let program = try Program(Project.deploy, ["upload", folder.at("site"), "ftp://a:b@127.0.0.1:\(peer.port)/"])
        try await eventually("EPSV was sent") { peer.commands.contains("EPSV") }
        program.signal(number)
        let result = await program.wait()
        #expect(result.status == status)
        #expect(result.errors.contains("stopped; what is served was not left half-written. Run again to go on."))
    }

    @Test("no colour without a terminal, colour and progress on one")
    func terminal() async throws {
        let folder = try project("")
        try folder.write("site/.pyftpsync.yaml", local(folder))
        #expect(try await !Project.deploy(["run", "-n"], in: folder.at("site")).output.contains("\u{1B}"))
        func onTerminal(_ environment: [String: String]) async throws -> String {
            try await Program.run(
                "/usr/bin/script", ["-qec", "\(Project.deploy) run -n", "/dev/null"], in: folder.at("site"),
                environment: ["TERM": "xterm"].merging(environment) { $1 }
            ).output
        }
        #expect(try await onTerminal([:]).contains("\u{1B}[32m+ index.html\u{1B}[0m"))
        #expect(try await !onTerminal(["NO_COLOR": "1"]).contains("\u{1B}[32m"))
        #expect(try await !onTerminal(["TERM": "dumb"]).contains("\u{1B}["))
    }

    @Test("a full disk on the remote side: the run stops, nothing half is served")
    func fullDisk() async throws {
        let folder = try project("")
        let small = try folder.folder("small")
        let mounted = try await Program.run("/bin/mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", small])
        try #require(mounted.status == 0, "\(mounted.errors)")
        defer { _ = unsafe umount2(small, Int32(MNT_DETACH)) }
        try folder.write("site/big.bin", Data(repeating: 7, count: 400_000))
        let server = try await PeerServer(.own, root: small)
        for remote in [small, server.url()] {
            let result = try await Project.deploy(["upload", folder.at("site"), remote])
            #expect(result.status == 1)
            #expect(result.errors.contains("no space left on the disk"), "\(result.errors)")
            #expect(try Tree.served(small).isEmpty)
            #expect(try !Tree.contents(of: small).keys.contains { $0.contains("/staging/") })
        }
    }

    @Test("options before the command mean the same")
    func order() {
        #expect(ArgumentOrder.normalized(["-v", "run", "x"]) == ["run", "-v", "x"])
        #expect(ArgumentOrder.normalized(["-vv", "--no-color", "run"]) == ["run", "-vv", "--no-color"])
        #expect(ArgumentOrder.normalized(["run", "-v"]) == ["run", "-v"])
        #expect(ArgumentOrder.normalized(["--version"]) == ["--version"])
        #expect(ArgumentOrder.asksForDetailedVersion(["-v", "--version"]))
        #expect(!ArgumentOrder.asksForDetailedVersion(["run", "--version", "-v"]))
    }
}
