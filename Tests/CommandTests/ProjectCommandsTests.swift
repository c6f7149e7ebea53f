import Foundation
import TestSupport
import Testing

/// `tasks`, `check`, `explain` and `init`, as processes.
@Suite("Commands about the project file")
struct ProjectCommandsTests {
    private let valid = "\(Project.root)/Tests/ConfigLoadingTests/ValidFiles"
    private let environment = ["USER": "joe", "FTP_PASSWORD": "geheim", "CONNECTIONS": "3"]

    private func levels() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: "\(valid)/levels.yaml", toPath: folder.at(".pyftpsync.yaml"))
        try FileManager.default.copyItem(atPath: "\(valid)/shared", toPath: folder.at("shared"))
        return folder
    }

    @Test("the list of tasks")
    func list() async throws {
        let folder = try levels()
        let result = try await Project.deploy(["tasks"], in: folder.path, environment: environment)
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(
            result.output == """
                * production  upload      ftps://joe@www.example.com/www
                  2024        upload      ../archive
                  base        (abstract)
                  site        (abstract)    The web site.
                  fast        (abstract)
                  company     (abstract)

                """)
    }

    @Test("three levels, an included file, anchors, the environment and --set: every value names its line")
    func resolved() async throws {
        let arguments = ["tasks", "production", "--resolved", "--set", "verbose=4", "--set", "exclude+=tmp"]
        let folder = try levels()
        let result = try await Project.deploy(arguments, in: folder.path, environment: environment)
        #expect(result.status == 0 && result.errors.isEmpty)
        let lines = result.output.split(separator: "\n").map(String.init)
        let origins = lines.filter { !$0.hasSuffix("# default") }.joined(separator: "\n")
        #expect(
            origins == """
                tasks:
                  production:
                    command: upload                         # shared/company.yaml:7
                    remote: ftps://joe@www.example.com/www  # .pyftpsync.yaml:31
                    local: public                           # .pyftpsync.yaml:22
                    match: []                               # .pyftpsync.yaml:38
                    exclude:
                      - "*.psd"                             # .pyftpsync.yaml:7
                      - ".git"                              # .pyftpsync.yaml:7
                      - "*.bak"                             # .pyftpsync.yaml:13
                      - tmp                                 # --set exclude
                    ignore_file: company.ignore             # shared/company.yaml:9
                    ignore:
                      - "# drafts stay here"                # .pyftpsync.yaml:24
                      - /drafts/                            # .pyftpsync.yaml:25
                      - "*.log"                             # .pyftpsync.yaml:26
                      - "!keep.log"                         # .pyftpsync.yaml:27
                    include:
                      - /drafts/final.html                  # .pyftpsync.yaml:28
                    create_folder: true                     # shared/company.yaml:8
                    switch_order:
                    connections: 3                          # .pyftpsync.yaml:37
                    timeout: 20                             # .pyftpsync.yaml:6
                    tls: require                            # .pyftpsync.yaml:33
                    password: "***"                         # .pyftpsync.yaml:34
                    no_prompt: true                         # shared/company.yaml:2
                    verbose: 4                              # --set verbose
                """)
        #expect(!result.output.contains("geheim"))
        // delete: null took the inherited 'owned' away.
        #expect(lines.contains { $0.hasPrefix("    delete: false ") && $0.hasSuffix("# default") })
    }

    @Test("what --resolved prints is a project file with the same values")
    func roundTrip() async throws {
        let folder = try levels()
        let first = try await Project.deploy(
            ["tasks", "2024", "--resolved"], in: folder.path, environment: environment)
        try FileManager.default.removeItem(atPath: folder.at(".pyftpsync.yaml"))
        try folder.write(".pyftpsync.yaml", first.output)
        let second = try await Project.deploy(["tasks", "2024", "--resolved"], in: folder.path)
        func values(_ text: String) -> [Substring] { text.split(separator: "\n").map { $0.prefix { $0 != "#" } } }
        #expect(second.status == 0, "\(second.errors)")
        func trimmed(_ text: String) -> [String] {
            values(text).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(trimmed(second.output) == trimmed(first.output))
    }

    @Test("--resolved as JSON")
    func json() async throws {
        let folder = try levels()
        let result = try await Project.deploy(
            ["tasks", "production", "--resolved", "--format", "json"], in: folder.path, environment: environment)
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(object?["task"] as? String == "production")
        let options = try #require(object?["options"] as? [String: [String: Any]])
        #expect(options["timeout"]?["value"] as? String == nil && options["timeout"]?["value"] as? Int == 20)
        let from = try #require(options["timeout"]?["from"] as? [String: Any])
        #expect(
            from["file"] as? String == ".pyftpsync.yaml" && from["line"] as? Int == 6 && from["column"] as? Int == 12)
        #expect(options["password"]?["value"] as? String == "***")
        #expect(options["verbose"]?["from"] as? String == "default")
    }

    @Test("check: right, odd and wrong files")
    func check() async throws {
        let folder = try TemporaryFolder()
        try folder.write("site/index.html", "x")
        let right = "tasks: {a: {command: upload, remote: /srv/x, local: site}}\n"
        let file = try folder.write(".pyftpsync.yaml", right)
        let good = try await Project.deploy(["check"], in: folder.path)
        #expect(good.status == 0 && good.output == "1 task: no problems\n" && good.errors.isEmpty)

        try folder.write(
            ".pyftpsync.yaml",
            """
            tasks:
              a: {command: upload, remote: /srv/x, local: site, exclude: [index.htm]}
              b: {command: upload, remote: /srv/x, local: missing}

            """)
        let odd = try await Project.deploy(["check"], in: folder.path)
        #expect(odd.status == 0 && odd.output == "2 tasks: 2 warnings\n")
        #expect(
            odd.errors == """
                .pyftpsync.yaml:2:63: warning: 'index.htm' matches nothing in \(folder.at("site")) [unused-pattern]
                  2 |   a: {command: upload, remote: /srv/x, local: site, exclude: [index.htm]}
                    |                                                               ^^^^^^^^^
                  help: mend it or take it out; what lies below a folder that stays out is not looked at
                .pyftpsync.yaml:3:47: warning: the local folder cannot be read: the folder \(folder.at("missing")) cannot be used: no such file or folder [missing-folder]
                  3 |   b: {command: upload, remote: /srv/x, local: missing}
                    |                                               ^^^^^^^
                  help: it must be there when the task runs; else mend 'local'

                """)

        try folder.write("other.yaml", "tasks:\n  a:\n    comand: upload\n    remote: ftp://joe:geheim@h:0/\n")
        let wrong = try await Project.deploy(["check", "other.yaml"], in: folder.path)
        #expect(wrong.status == 2 && wrong.output == "1 task: 2 errors, 1 warning\n")
        #expect(wrong.errors.hasPrefix("other.yaml:2:3: error: the task 'a' has no 'command' [missing-key]\n"))
        #expect(!wrong.errors.contains("geheim"))
        #expect(try await Project.deploy(["check", "nowhere.yaml"], in: folder.path).status == 2)
        #expect(try await Project.deploy(["check", file], in: "/").status == 0)
    }

    @Test("check as JSON and as annotations")
    func checkFormats() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            ".pyftpsync.yaml", "tasks:\n  a:\n    command: upload\n    remote: /x\n    timeout: 5\n    timeout: 6\n")
        let json = try await Project.deploy(["check", "--format", "json"], in: folder.path)
        #expect(json.status == 2 && json.errors.isEmpty)
        #expect(
            json.output == """
                {"severity": "error", "code": "duplicate-key", "message": "'timeout' is given twice", \
                "file": ".pyftpsync.yaml", "start": {"line": 6, "column": 5}, "end": {"line": 6, "column": 12}, \
                "notes": [{"message": "the first is here", "file": ".pyftpsync.yaml", "start": {"line": 5, "column": 5}, \
                "end": {"line": 5, "column": 12}}], "help": "remove one of the two"}

                """)
        let github = try await Project.deploy(["check", "--format", "github"], in: folder.path)
        #expect(github.status == 2)
        #expect(
            github.output == """
                ::error file=.pyftpsync.yaml,line=6,col=5,endLine=6,endColumn=11,title=deploy%3A duplicate-key::'timeout' is \
                given twice%0A.pyftpsync.yaml:5: the first is here%0Ahelp: remove one of the two

                """)
    }

    @Test(
        "explain tells of what looks like a secret; check passes over what a build makes, and knows a host without its protocol"
    )
    func explainAndCheck() async throws {
        let folder = try TemporaryFolder()
        try folder.folder("out")
        func project(_ options: String) throws {
            try folder.write("site/.pyftpsync.yaml", "tasks: {default: {command: upload, \(options)}}\n")
        }
        try project("remote: ../out")
        #expect(
            try await Project.deploy(["explain", ".env"], in: folder.at("site")).output
                == ".env: included\n  no pattern leaves it out\n  but held back, unless the remote has it already: it looks like settings with passwords; 'allow: [/.env]' sends it\n"
        )
        try project("remote: ../out, allow: [/.env]")
        #expect(try await !Project.deploy(["explain", ".env"], in: folder.at("site")).output.contains("held back"))
        try project("remote: ../out, local: dist, source: git, build: make")
        let built = try await Project.deploy(["check"], in: folder.at("site"))
        #expect(built.status == 0 && built.output == "1 task: no problems\n", "\(built.output)\(built.errors)")
        try project("remote: ftp.example.com/www")
        let host = try await Project.deploy(["check", "--ci", "github"], in: folder.at("site"))
        #expect(host.status == 2 && host.errors.contains("it looks like a server but has no protocol"))
        #expect(host.errors.contains("::error file=.pyftpsync.yaml,line=1,"), "\(host.errors)")
    }

    @Test("explain names the rule and its line, and with --remote what a run would do")
    func explain() async throws {
        let folder = try TemporaryFolder()
        for name in ["index.html", "drafts/a.html", "drafts/final.html", "keep.log", "z.log", "x.psd"] {
            try folder.write("site/\(name)", name)
        }
        try folder.folder("out")
        try folder.write(
            "site/.pyftpsync.yaml",
            """
            tasks:
              default:
                command: upload
                remote: ../out
                exclude+: ["*.psd"]
                match: "*.html, *.log, *.psd"
                ignore_file: .deployignore
                ignore: |
                  /drafts/*
                  !keep.log
                include: [/drafts/final.html]
            """)
        try folder.write("site/.deployignore", "# logs\n*.log\n")
        func text(_ arguments: String...) async throws -> String {
            try await Project.deploy(["explain"] + arguments, in: folder.at("site")).output
        }
        #expect(
            try await text("index.html")
                == "index.html: included\n  matches '*.html' of 'match' (.pyftpsync.yaml:6:12)\n")
        #expect(
            try await text("drafts/a.html")
                == "drafts/a.html: left out\n  matches '/drafts/*' of 'ignore' (.pyftpsync.yaml:9:7)\n")
        #expect(
            try await text("drafts/final.html")
                == "drafts/final.html: included\n  matches '/drafts/final.html' of 'include' (.pyftpsync.yaml:11:15)\n")
        #expect(try await text("z.log") == "z.log: left out\n  matches '*.log' of 'ignore_file' (.deployignore:2:1)\n")
        #expect(
            try await text("keep.log")
                == "keep.log: included\n  matches '!keep.log' of 'ignore' (.pyftpsync.yaml:10:7)\n")
        #expect(try await text("x.psd") == "x.psd: left out\n  matches '*.psd' of 'exclude' (.pyftpsync.yaml:5:16)\n")
        #expect(
            try await text("new.css")
                == "new.css: left out\n  matches none of the patterns of 'match': *.html, *.log, *.psd\n")
        #expect(
            try await text(".git/config")
                == "\(".git/config"): left out\n  the folder .git/ above it is never deployed, whatever a pattern says: '.git' belongs to the tool\n"
        )
        #expect(try await text("index.html", "--remote").hasSuffix("\n  a run would send it: new\n"))
        #expect(try await Project.deploy(["run"], in: folder.at("site")).status == 0)
        #expect(folder.text("out/drafts/final.html") == "drafts/final.html" && folder.text("out/drafts/a.html") == nil)
        #expect(folder.text("out/keep.log") != nil && folder.text("out/z.log") == nil)
        #expect(
            try await text("index.html", "--remote").hasSuffix(
                "\n  a run would not send it: it is the same on both sides\n"))
        let outside = try await Project.deploy(["explain", "../x"], in: folder.at("site"))
        #expect(outside.status == 2)
        #expect(outside.errors.hasPrefix("error: ../x is not in the task's local folder, \(folder.at("site"))\n"))
    }

    @Test("through a link one folder in the other is refused, also by check")
    func linkedFolders() async throws {
        let folder = try TemporaryFolder()
        try folder.write("site/sub/index.html", "x")
        try FileManager.default.createSymbolicLink(
            atPath: folder.at("link"), withDestinationPath: folder.at("site/sub"))
        try folder.write(".pyftpsync.yaml", "tasks: {default: {command: upload, local: site, remote: link}}")
        for command in ["run", "check"] {
            let result = try await Project.deploy([command], in: folder.path)
            #expect(result.status == 2)
            #expect(result.errors.contains("links followed, one of the two folders lies in the other"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.at("site/sub/.deploy")))
    }

    @Test("a linked project file is read; one that leads nowhere is told")
    func linkedFile() async throws {
        let folder = try TemporaryFolder()
        try folder.write("real.yaml", "tasks: {default: {command: upload, remote: /srv/x}}")
        try folder.folder("site")
        let link = folder.at("site/.pyftpsync.yaml")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../real.yaml")
        #expect(try await Project.deploy(["tasks"], in: folder.at("site")).output == "* default  upload  /srv/x\n")
        // Behind a link it is still the project file, and stays at home.
        try folder.write("inside/conf.yaml", "tasks: {default: {command: upload, remote: ../out}}")
        try folder.folder("out")
        try FileManager.default.createSymbolicLink(
            atPath: folder.at("inside/.pyftpsync.yaml"), withDestinationPath: "conf.yaml")
        #expect(try await Project.deploy(["run"], in: folder.at("inside")).status == 0)
        #expect(folder.text("out/conf.yaml") == nil)
        try FileManager.default.removeItem(atPath: folder.at("real.yaml"))
        let dangling = try await Project.deploy(["tasks"], in: folder.at("site"))
        #expect(dangling.status == 2)
        #expect(dangling.errors.hasPrefix("error: the project file \(link) cannot be read: no such file or folder\n"))
        #expect(try await Project.deploy(["init", "--remote", "ftp://h/"], in: folder.at("site")).status == 2)
    }

    @Test("an included file that everyone can write is refused")
    func openInclude() async throws {
        let folder = try TemporaryFolder()
        try folder.write(".pyftpsync.yaml", "include: shared.yaml\ntasks: {default: {remote: /srv/x}}")
        let shared = try folder.write("shared.yaml", "common_config: {command: upload}")
        #expect(try await Project.deploy(["tasks"], in: folder.path).status == 0)
        _ = try await Program.run("/bin/chmod", ["666", shared])
        let result = try await Project.deploy(["tasks"], in: folder.path)
        #expect(result.status == 2)
        #expect(result.errors.contains("shared.yaml cannot be read: it can be written by everyone [bad-include]"))
    }

    @Test("report_problems makes the exit code 10 where conflicts were left alone")
    func reportProblems() async throws {
        let folder = try TemporaryFolder()
        try folder.write("site/a.txt", "mine")
        try folder.write("out/a.txt", "theirs!")
        try folder.write(
            "site/.pyftpsync.yaml", "tasks: {default: {command: upload, remote: ../out, resolve: skip}}")
        #expect(try await Project.deploy(["run"], in: folder.at("site")).status == 0)
        #expect(try await Project.deploy(["run", "--report-problems"], in: folder.at("site")).status == 10)
        #expect(try await Project.deploy(["run", "--report-problems", "-n"], in: folder.at("site")).status == 10)
        #expect(folder.text("out/a.txt") == "theirs!")
    }

    @Test("what this version cannot do yet is refused, not done otherwise")
    func notYet() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "site/.pyftpsync.yaml", "tasks: {default: {command: upload, remote: 'sftp://joe:x@127.0.0.1/'}}")
        let secure = try await Project.deploy(["run"], in: folder.at("site"))
        #expect(secure.status == 1 && secure.errors.contains("error: this version cannot carry out sftp:// yet"))
    }

    @Test("init writes a file that check takes, and never overwrites one")
    func initialize() async throws {
        let folder = try TemporaryFolder()
        try folder.write("public/index.html", "x")
        let arguments = [
            "init", "--remote", "ftp://joe:geheim@example.com/www", "--local", "public", "--task", "live site",
        ]
        let result = try await Project.deploy(arguments, in: folder.path)
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(
            result.output == """
                Wrote .pyftpsync.yaml with the task 'live site'. 'deploy run -n' shows what it would send.
                The password was left out: 'deploy login' stores it in the keyring or in ~/.netrc.

                """)
        let text = try #require(folder.text(".pyftpsync.yaml"))
        #expect(text.hasPrefix("# yaml-language-server: $schema=.deploy/pyftpsync.schema.json\n"))
        #expect(!text.contains("geheim"))
        #expect(folder.text(".deploy/.gitignore") == "*\n")
        #expect(
            folder.text(".deploy/pyftpsync.schema.json")
                == (try? String(contentsOfFile: "\(Project.root)/schema/pyftpsync.schema.json", encoding: .utf8)))
        let check = try await Project.deploy(["check"], in: folder.path)
        #expect(check.status == 0 && check.output == "1 task: no problems\n", "\(check.errors)")
        #expect(
            try await Project.deploy(["tasks"], in: folder.path).output
                == "* live site  upload  ftp://joe@example.com/www\n")

        let again = try await Project.deploy(arguments, in: folder.path)
        #expect(again.status == 2)
        #expect(
            again.errors
                == "error: .pyftpsync.yaml is there already; it was not touched\n  help: edit it, or move it away\n")
        #expect(folder.text(".pyftpsync.yaml") == text)
    }

    @Test("init without a terminal asks nobody, and takes no remote that cannot be used")
    func initializeAlone() async throws {
        let folder = try TemporaryFolder()
        let alone = try await Project.deploy(["init"], in: folder.path)
        #expect(alone.status == 2)
        #expect(alone.errors == "error: nobody can be asked here\n  help: give --remote ftp://user@host/path\n")
        let bad = try await Project.deploy(["init", "--remote", "http://joe:geheim@x/"], in: folder.path)
        #expect(bad.status == 2)
        #expect(
            bad.errors.hasPrefix(
                "error: 'http://joe:***@x/' cannot be used: 'http://' is not a protocol for deployments\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("init on a terminal asks, and asks again; Ctrl-C writes nothing")
    func initializeOnTerminal() async throws {
        let folder = try TemporaryFolder()
        try folder.folder("htdocs")
        let question = "Where does it go"
        let result = try await TerminalSession.deploy(
            ["init"], in: folder.path,
            steps: [
                (question, #"nonsense://x\r"#), (question, #"ftp://joe@example.com/\r"#),
                ("Which folder", #"htdocs\r"#),
                ("called", #"\r"#),
            ])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("'nonsense://x' cannot be used"))
        #expect(folder.text(".pyftpsync.yaml")?.contains("local: htdocs\n") == true)
        #expect(folder.text(".pyftpsync.yaml")?.contains("default_task: production\n") == true)

        let other = try TemporaryFolder()
        for (key, status) in [(#"\x03"#, Int32(3)), (#"\x04"#, 3)] {
            let ended = try await TerminalSession.deploy(["init"], in: other.path, steps: [(question, key)])
            #expect(ended.status == status, "\(ended.output)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
        }
    }

    @Test("a Ctrl-C is heard from the first moment on, however busy the machine is")
    func earlyInterruption() async throws {
        let folder = try TemporaryFolder()
        try await withThrowingTaskGroup { group in
            for _ in 0..<40 {
                group.addTask {
                    let ended = try await TerminalSession.deploy(
                        ["init"], in: folder.path, steps: [("Where does it go", #"\x03"#)])
                    #expect(ended.status == 3, "\(ended.output)")
                }
            }
            try await group.waitForAll()
        }
    }
}
