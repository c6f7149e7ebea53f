import Foundation
import TestSupport
import Testing

/// What a run writes down and whom it tells: reports, log files, CI services, webhooks.
@Suite("What a run leaves behind")
struct ReportCommandTests {
    private let folder: TemporaryFolder
    private let server: PeerServer

    init() async throws {
        folder = try TemporaryFolder()
        try folder.write("site/index.html", "<h1>one</h1>\n")
        server = try await PeerServer(.own)
        try project("")
    }

    private func project(_ options: String) throws {
        try folder.write(
            "site/.pyftpsync.yaml",
            "tasks: {live: {command: upload, remote: 'ftp://tester@127.0.0.1:\(server.port)/'\(options)}}\n")
    }

    private func deploy(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> Program.Result {
        try await Project.deploy(
            arguments, in: folder.at("site"),
            environment: environment.merging(["DEPLOY_PASSWORD": PeerServer.password, "HOME": folder.path]) { $1 })
    }

    @Test("three reports of a run, and one of a run that failed")
    func reports() async throws {
        let files = ["--report", "../r.html", "--report", "../r.md", "--report", "../r.xml"]
        #expect(try await deploy(["run", "live"] + files).status == 0)
        let page = try #require(folder.text("r.html"))
        #expect(page.contains("<title>deploy live: ftp://tester@127.0.0.1:\(server.port)/</title>"))
        #expect(page.contains("<rect ") && page.contains("+ index.html</span> <small>13 bytes</small>"))
        #expect(folder.text("r.md")?.contains("\n└ + index.html  13 bytes  (new)\n") == true)
        #expect(folder.text("r.xml")?.contains("failures=\"0\"") == true)
        // Without the password the run fails, and says so in all of them.
        let failed = try await Project.deploy(
            ["run", "live"] + files, in: folder.at("site"), environment: ["HOME": folder.path])
        #expect(failed.status == 1)
        for name in ["r.html", "r.md", "r.xml"] {
            let text = try #require(folder.text(name))
            #expect(text.contains("Failed: ") && !text.contains(PeerServer.password), "\(text)")
        }
        #expect(folder.text("r.xml")?.contains("failures=\"1\"") == true)
    }

    @Test("a dry run and a way back have reports as well")
    func otherRuns() async throws {
        #expect(try await deploy(["run", "live", "-n", "--report", "../r.md"]).status == 0)
        #expect(folder.text("r.md")?.contains("## 1 change to make") == true)
        #expect(try await deploy(["run", "live"]).status == 0)
        try folder.write("site/index.html", "<h1>two</h1>\n")
        #expect(try await deploy(["run", "live"]).status == 0)
        #expect(try await deploy(["rollback", "--task", "live", "--report", "../r.md"]).status == 0)
        #expect(folder.text("r.md")?.contains("\n# rollback live: ftp://") == true, "\(folder.text("r.md") ?? "")")
        #expect(folder.text("r.md")?.contains("**Rolled back to ") == true)
    }

    @Test("a report or a log that cannot be written is told before anything is changed")
    func refused() async throws {
        for (arguments, message) in [
            (
                ["--report", "r.pdf"],
                "error: --report \(folder.at("site/r.pdf")): its name must end with .html, .md or .xml\n  help: the ending says what is written: a page of HTML, Markdown, or a report of JUnit\n"
            ),
            (
                ["--report", "none/r.md"],
                "error: the report \(folder.at("site/none/r.md")) cannot be written: no such file or folder\n  help: name a file with --report that you may write, in a folder that is there\n"
            ),
            (
                ["--log-file", "none/log"],
                "error: the log file \(folder.at("site/none/log")) cannot be written: no such file or folder\n  help: name another with --log-file\n"
            ),
        ] {
            let result = try await deploy(["run", "live"] + arguments)
            #expect(result.status == 2 && result.errors == message, "\(result.errors)")
        }
        #expect(try Tree.contents(of: server.root).isEmpty)
    }

    @Test("the log file has all of -vv with the times, whatever is shown, and is added to")
    func log() async throws {
        let quiet = try await deploy(["run", "live", "-qqq", "--log-file", "../log"])
        #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.errors.isEmpty, "\(quiet.output)\(quiet.errors)")
        let first = try #require(folder.text("log"))
        for line in first.split(separator: "\n") {
            #expect(line.wholeMatch(of: #/2[0-9]{3}-[0-9-]{5}T[0-9:]{8}\.[0-9]{3}Z .+/#) != nil, "\(line)")
        }
        for text in [
            " deploy 0.1.0\n", "Z Plan: upload, task 'live'\n", "Z server: ", " FEAT: ", "Z staged: index.html\n",
            "Z + index.html (new, 13 bytes)\n", "Z Deployed: 1 file sent (13 bytes)",
        ] { #expect(first.contains(text), "\(text)") }
        #expect(!first.contains(PeerServer.password) && !first.contains("\u{1B}"))
        let failed = try await Project.deploy(
            ["run", "live", "--log-file", "../log"], in: folder.at("site"), environment: ["HOME": folder.path])
        #expect(failed.status == 1)
        let both = try #require(folder.text("log"))
        #expect(both.hasPrefix(first) && both.contains("Z Failed: ") && both.contains("Z   help: "), "\(both)")
    }

    @Test("what a hook shows of the password is hidden")
    func hidden() async throws {
        try project(", before: 'echo it is $DEPLOY_PASSWORD'")
        let result = try await deploy(["run", "live", "--log-file", "../log"])
        #expect(result.output.contains("\n  it is ***\n"), "\(result.output)")
        #expect(folder.text("log")?.contains("Z   it is ***\n") == true)
    }

    @Test("the CI service is found out, or named")
    func services() async throws {
        let gitlab = try await deploy(["run", "live"], ["GITLAB_CI": "true"])
        #expect(gitlab.output.contains("\u{1B}[0Ksection_start:"), "\(gitlab.output)")
        #expect(gitlab.output.contains("\r\u{1B}[0KPutting in place\n+ index.html (new, 13 bytes)\n"))
        try folder.write("site/index.html", "<h1>two</h1>\n")
        let github = try await deploy(["run", "live", "--ci", "github"])
        #expect(github.output.contains("::group::Putting in place\n~ index.html"), "\(github.output)")
        try folder.write("site/index.html", "<h1>three</h1>\n")
        let plain = try await deploy(["run", "live", "--ci=plain"], ["GITHUB_ACTIONS": "true"])
        #expect(plain.status == 0 && !plain.output.contains("::"))
        try folder.write("site/.pyftpsync.yaml", "tasks: {live: {comand: upload}}\n")
        #expect(try await deploy(["run", "live", "--ci", "github"]).errors.contains("::error file=.pyftpsync.yaml"))
        #expect(try await !deploy(["run", "live", "--ci", "gitlab"]).errors.contains("::error"))
        let unknown = try await deploy(["run", "live", "--ci", "jenkins"])
        #expect(unknown.status == 2 && unknown.errors.contains("jenkins"))
    }

    @Test("a webhook is told of what changed and what failed, tried twice, and stops nothing")
    func webhook() async throws {
        let hook = try await WebhookServer(answers: [500, 204, 503, 503, 404, 204])
        try project(", notify: 'http://127.0.0.1:\(hook.port)/T0/geheim'")
        let first = try await deploy(["run", "live"])
        #expect(first.status == 0 && first.errors.isEmpty, "\(first.errors)")
        #expect(hook.requests.count == 2 && hook.requests[0] == hook.requests[1])
        let told = try #require(hook.requests.first)
        #expect(
            told.hasPrefix(
                "application/json /T0/geheim {\"version\": 1, \"text\": \"deploy live: Deployed: 1 file sent"))
        #expect(told.contains("\"result\": \"finished\"") && told.contains("\"files_sent\": 1"))
        // Nothing changed: nobody is told.
        _ = try await deploy(["run", "live"])
        _ = try await deploy(["run", "live", "-n"])
        #expect(hook.requests.count == 2)
        try folder.write("site/index.html", "<h1>two</h1>\n")
        let unheard = try await deploy(["run", "live"])
        let refusal = "warning: notify: http://127.0.0.1:\(hook.port)/… was not told: it answered with the status"
        #expect(unheard.status == 0 && unheard.errors == "\(refusal) 503\n", "\(unheard.errors)")
        // What it refuses for good is not tried again.
        try folder.write("site/index.html", "<h1>three</h1>\n")
        #expect(try await deploy(["run", "live"]).errors == "\(refusal) 404\n")
        #expect(hook.requests.count == 5)
        let failed = try await Project.deploy(
            ["run", "live"], in: folder.at("site"), environment: ["HOME": folder.path])
        #expect(failed.status == 1)
        #expect(hook.requests.last?.contains("\"result\": \"failed\"") == true)
    }

    @Test("what of an address may be a key is not shown with a task's values")
    func shownAddress() async throws {
        try project(
            ", notify: 'https://h/T0/geheim', after: [{request: 'https://h/geheim'}], health: ['https://h/page']")
        for arguments in [["--resolved"], ["--resolved", "--format", "json"]] {
            let shown = try await deploy(["tasks", "live"] + arguments)
            #expect(shown.output.contains("https://h/…") && shown.output.contains("https://h/page"), "\(shown.output)")
            #expect(!shown.output.contains("geheim"), "\(shown.output)")
        }
    }

    @Test("a webhook that nobody answers, and one for failures only")
    func webhooks() async throws {
        let hook = try await WebhookServer(answers: [204])
        try await FreePort.refusing { port in
            try project(
                ", notify: [{url: 'http://127.0.0.1:\(hook.port)/', when: failure}, 'http://127.0.0.1:\(port)/x?key=geheim']"
            )
            let result = try await deploy(["run", "live"])
            #expect(result.status == 0 && hook.requests.isEmpty)
            #expect(
                result.errors.hasPrefix("warning: notify: http://127.0.0.1:\(port)/… was not told: "),
                "\(result.errors)")
            #expect(!result.errors.contains("geheim"), "\(result.errors)")
        }
    }

    @Test("a run that fails once the site has changed tells what it did")
    func failedLate() async throws {
        try project(", after: 'exit 3'")
        let environment = [
            "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": folder.at("outputs"),
            "GITHUB_STEP_SUMMARY": folder.at("summary"),
        ]
        let result = try await deploy(["run", "live", "--report", "../r.xml"], environment)
        #expect(result.status == 1, "\(result.output)\(result.errors)")
        #expect(folder.text("outputs") == "uploaded=1\ndeleted=0\nbytes=13\nchanged=true\nrelease=\n")
        #expect(folder.text("summary")?.contains("| + | index.html | 13 bytes | new |\n") == true)
        let report = try #require(folder.text("r.xml"))
        #expect(report.contains("name=\"after: exit 3\"") && report.contains("failures=\"1\""), "\(report)")
    }

    @Test("a run that is stopped, and one that was declined")
    func stopped() async throws {
        let hook = try await WebhookServer(answers: [204])
        try project(
            ", notify: {url: 'http://127.0.0.1:\(hook.port)/', when: failure}, confirm: always, before: 'sleep 600'")
        let environment = ["DEPLOY_PASSWORD": PeerServer.password, "HOME": folder.path]
        let declined = try await TerminalSession.deploy(
            ["run", "live"], in: folder.at("site"), environment: environment, steps: [("Go on? [y/N] ", "n\\r")])
        #expect(declined.status == 3 && hook.requests.isEmpty)
        let stopped = try await TerminalSession.deploy(
            ["run", "live", "--report", "../r.xml"], in: folder.at("site"), environment: environment,
            steps: [("Go on? [y/N] ", "y\\r"), ("before: sleep 600", "\\x03")])
        #expect(stopped.status == 3, "\(stopped.output)")
        #expect(hook.requests.count == 1 && hook.requests[0].contains("\"result\": \"stopped\""))
        let report = try #require(folder.text("r.xml"))
        #expect(report.contains("<failure message=\"it was stopped\"/>"), "\(report)")
    }

    @Test("reports and logs in the deployed folder stay at home, and replace nothing but reports")
    func inside() async throws {
        let arguments = ["run", "live", "--report", "r.html", "--report", "deep/r.md", "--log-file", "deploy.log"]
        try folder.folder("site/deep")
        for _ in 1...2 {
            let result = try await deploy(arguments)
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(try await deploy(arguments).output.contains("Nothing to do"))
        #expect(try Tree.served(server.root).keys.sorted() == ["deep", "index.html"])
        let refused = try await deploy(["run", "live", "--report", "index.html"])
        #expect(
            refused.status == 2
                && refused.errors
                    == "error: \(folder.at("site/index.html")) is there already and is no report; it was not touched\n  help: name another file with --report\n"
        )
        #expect(folder.text("site/index.html") == "<h1>one</h1>\n")
        try folder.folder("dir.md")
        let isFolder = try await deploy(["run", "live", "--report", "../dir.md"])
        #expect(isFolder.status == 2 && isFolder.errors.contains("dir.md cannot be written: "), "\(isFolder.errors)")
    }

    @Test("a build that fails is told to everybody, without what a service would carry out")
    func failedBuild() async throws {
        let hook = try await WebhookServer(answers: [204])
        try project(
            ", notify: 'http://127.0.0.1:\(hook.port)/', build: 'printf \"::add-mask::x\\n##[error]y\\n\"; echo $DEPLOY_PASSWORD; exit 3'"
        )
        for words in [
            ["init", "-q"], ["add", "-A"],
            ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "one"],
        ] {
            #expect(try await Program.run("/usr/bin/git", ["-C", folder.at("site")] + words).status == 0)
        }
        let result = try await deploy(["run", "live", "--report", "../r.md", "--log-file", "../log", "--ci", "github"])
        #expect(result.status == 1)
        #expect(result.output.contains("\n  \\u{3a}:add-mask::x\n  ##\\u{5b}error]y\n  ***\n"), "\(result.output)")
        #expect(hook.requests.count == 1 && hook.requests[0].contains("ended with exit code 3; nothing was deployed"))
        #expect(folder.text("r.md")?.contains("exit code 3") == true)
        #expect(folder.text("log")?.contains("Z Failed: build: ") == true)
        let events = try await deploy(["run", "live", "--format", "json"]).output.split(separator: "\n")
        #expect(
            events.first?.contains("\"event\": \"building\"") == true && events.last?.contains("\"failed\"") == true)
    }

    @Test("what a hook shows of a password is hidden, wherever it came from")
    func hiddenOrigins() async throws {
        try folder.write("password", PeerServer.password)
        try project(", before: 'echo it is $(cat ../password)', password_file: ../password")
        let result = try await Project.deploy(
            ["run", "live"], in: folder.at("site"), environment: ["HOME": folder.path])
        #expect(result.status == 0 && result.output.contains("\n  it is ***\n"), "\(result.output)\(result.errors)")
    }

    @Test("with JSON there is nothing else on standard output")
    func onlyJSON() async throws {
        func lines(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> [Substring] {
            try await deploy(["run", "live", "--format", "json"] + arguments, environment).output.split(separator: "\n")
        }
        #expect(try await lines(["--save-plan", "../plan"]).allSatisfy { $0.hasPrefix("{") })
        #expect(try await lines(["--ci", "gitlab"]).allSatisfy { $0.hasPrefix("{") })
        try folder.write("site/.pyftpsync.yaml", "tasks: {live: {comand: upload}}\n")
        #expect(try await lines([], ["GITHUB_ACTIONS": "true"]).isEmpty)
    }

    @Test("a run that fails closes the section that is open, and --progress draws nothing into them")
    func sections() async throws {
        try project(", after: 'exit 3'")
        let result = try await deploy(["run", "live", "--ci", "gitlab", "--progress"])
        #expect(result.status == 1)
        #expect(
            result.output.matches(of: #/section_start:/#).count == result.output.matches(of: #/section_end:/#).count)
        for line in result.output.split(separator: "\n") where line.contains("section_") {
            #expect(line.hasPrefix("\u{1B}[0Ksection_"), "\(line)")
        }
    }

    @Test("a plan that is kept in the deployed folder can be carried out, and stays at home")
    func planInside() async throws {
        #expect(try await deploy(["run", "live", "--save-plan", "plan.json"]).status == 0)
        let applied = try await deploy(["apply", "plan.json", "--report", "r.md"])
        #expect(applied.status == 0, "\(applied.errors)")
        #expect(try Tree.served(server.root).keys.sorted() == ["index.html"])
        #expect(folder.text("site/r.md")?.contains("Deployed: 1 file sent") == true)
    }

    @Test("what an interrupted run has left in part is sent again, and counted")
    func interrupted() async throws {
        try project(", after_upload: 'exit 3'")
        #expect(try await deploy(["run", "live"]).status == 1)
        let staged = try await Program.run(
            "/usr/bin/find", [server.root, "-path", "*/staging/site.*", "-size", "13c"]
        ).output.split(separator: "\n").map(String.init)
        let path = try #require(staged.first)
        try project("")
        try Data("<h1>o".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await deploy(["run", "live"]).output.contains("Deployed: 1 file sent (13 bytes)"))
        // What was left whole is not sent again.
        try folder.write("site/index.html", "<h1>two</h1>\n")
        try project(", after_upload: 'exit 3'")
        #expect(try await deploy(["run", "live"]).status == 1)
        try project("")
        #expect(try await deploy(["run", "live"]).output.contains("Deployed: 1 file sent (0 bytes)"))
    }

    @Test("going back before the first deployment, where that is nothing at all, has to be meant")
    func backToNothing() async throws {
        #expect(try await deploy(["run", "live"]).status == 0)
        let refused = try await deploy(["rollback", "--task", "live"])
        #expect(
            refused.status == 1
                && refused.errors
                    == "error: before the first deployment there was nothing: going back would empty ftp://tester@127.0.0.1:\(server.port)/\n  help: 'deploy rollback none' does it\n",
            "\(refused.errors)")
        #expect(try Tree.served(server.root).keys.sorted() == ["index.html"])
        #expect(try await deploy(["rollback", "none", "--task", "live"]).status == 0)
        #expect(try Tree.served(server.root).isEmpty)
    }

    @Test("what was taken back counts as nothing")
    func takenBack() async throws {
        #expect(try await deploy(["run", "live"]).status == 0)
        try folder.write("site/index.html", "<h1>two</h1>\n")
        try await FreePort.refusing { port in
            try project(", health: [{url: 'http://127.0.0.1:\(port)/', within: 0}]")
            let result = try await deploy(
                ["run", "live", "--report", "../r.md"],
                ["GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": folder.at("outputs")])
            #expect(result.status == 1 && result.errors.contains("the new version was taken back"), "\(result.errors)")
            #expect(folder.text("outputs")?.hasPrefix("uploaded=0\ndeleted=0\n") == true)
            #expect(folder.text("outputs")?.contains("changed=false") == true)
            #expect(folder.text("r.md")?.contains("index.html") == false)
        }
        #expect(try Tree.served(server.root)["index.html"] == Data("<h1>one</h1>\n".utf8))
    }

    @Test("a rehearsal that fails tells no webhook")
    func failedRehearsal() async throws {
        let hook = try await WebhookServer(answers: [204])
        try project(", notify: {url: 'http://127.0.0.1:\(hook.port)/', when: always}")
        for arguments in [["run", "live", "-n"], ["run", "live", "--save-plan", "../plan"]] {
            let failed = try await Project.deploy(
                arguments, in: folder.at("site"), environment: ["HOME": folder.path])
            #expect(failed.status == 1 && hook.requests.isEmpty)
        }
    }
}
