import ConfigLoading
import DeployModel
import Diagnostics
import FileTree
import Planning
import TestSupport
import Testing

@Suite("Inheritance between tasks")
struct InheritanceTests {
    private func value(_ key: String, _ text: String, _ task: String, set: [String] = []) throws -> OptionValue? {
        try Fixture().task(text, task, set: set).values[key]?.value
    }

    private let head = "common_config: {command: upload, remote: /x}\ntasks:\n"

    @Test("of several parents the later wins, and a task over both")
    func parents() throws {
        let text = """
            \(head)  a: {timeout: 1, connections: 1, verbose: 1}
              b: {timeout: 2, connections: 2}
              c: {extends: [a, b], connections: 3}
              d: {extends: [b, a]}
            """
        #expect(try value("timeout", text, "c") == .int(2))
        #expect(try value("connections", text, "c") == .int(3))
        #expect(try value("verbose", text, "c") == .int(1))
        #expect(try value("timeout", text, "d") == .int(1))
    }

    @Test("null takes away what is inherited, common_config's too")
    func removal() throws {
        let text = """
            common_config: {command: upload, remote: /x, timeout: 9}
            tasks:
              a: {timeout: 1}
              b: {extends: a, timeout: null}
              c: {extends: b}
              d: {extends: [b, a]}
              e: {timeout: null}
            """
        #expect(
            try ["a", "b", "c", "d", "e"].map { try value("timeout", text, $0) }
                == [1, 30, 30, 1, 30].map(OptionValue.int))
    }

    @Test("lists replace, and with a plus they are added to, the default too")
    func additions() throws {
        let text = """
            \(head)  a: {exclude: [x], match+: ["*.html"]}
              b: {extends: a, exclude+: [y, x]}
              c: {extends: b, exclude+: z, match+: ["*.css"]}
              d: {extends: c, exclude: [w]}
              e: {exclude+: [w]}
              f: {extends: c, exclude: null}
            """
        let defaults = [".DS_Store", ".git", ".hg", ".svn", "#recycle"]
        func list(_ task: String, _ key: String = "exclude") throws -> [String] {
            try Fixture().task(text, task).texts(key)
        }
        #expect(try list("b") == ["x", "y"])
        #expect(try list("c") == ["x", "y", "z"])
        #expect(try list("c", "match") == ["*.html", "*.css"])
        #expect(try list("d") == ["w"])
        #expect(try list("e") == defaults + ["w"])
        #expect(try list("f") == defaults)
        #expect(try Fixture().task(text, "b", set: ["exclude+=k"]).texts("exclude") == ["x", "y", "k"])
    }

    @Test("a chain may be long")
    func long() throws {
        var text = head + "  t0: {timeout: 7}\n"
        for level in 1...20_000 { text += "  t\(level): {extends: t\(level - 1)}\n" }
        #expect(try value("timeout", text, "t20000") == .int(7))
    }

    @Test("what a parent has inherited counts as its own: of two parents with one root, the later brings the root's")
    func diamond() throws {
        let text = """
            \(head)  base: {timeout: 1}
              x: {extends: base, timeout: 2}
              y: {extends: base}
              z: {extends: [x, y]}
            """
        #expect(try value("timeout", text, "z") == .int(1))
    }

    @Test("a merged key is the same key, quoted or not")
    func quotedKeys() throws {
        let text = """
            tasks:
              prod: &prod {"command": upload, "local": site, "remote": /srv/prod}
              staging: {<<: *prod, remote: /srv/staging}
            """
        #expect(try value("remote", text, "staging") == .string("/srv/staging"))
    }

    @Test("who sets one of two that exclude each other answers the other one as well")
    func rivals() throws {
        let text = """
            common_config: {command: upload, remote: /x, here: true, no_prompt: true}
            tasks:
              a: {root: true, prompt: true}
            """
        let plan = try Fixture().plan(text, task: "a").plan
        #expect(plan.scope.isRoot && plan.credentials.prompt == .always)
    }

    @Test("what --set takes away is missing, and nothing is done instead")
    func takenAway() throws {
        let text = "tasks: {a: {command: download, remote: ftp://h/}}"
        for key in ["command", "remote"] {
            do throws(DiagnosticsError) {
                let layer = (try? SetArgument.layer(["\(key)="])) ?? SettingsLayer()
                _ = try Fixture().plan(text, task: "a", overrides: layer)
                Issue.record("planned")
            } catch {
                #expect(error.diagnostics.map(\.message) == ["the task has no '\(key)' any more"])
            }
        }
    }

    @Test("a password goes to no other host than the file's")
    func passwordOfAnotherHost() throws {
        let text = "tasks: {a: {command: upload, remote: ftp://joe@h/x, password: geheim}}"
        let other = try Fixture().plan(text, task: "a", overrides: given("remote", .string("ftp://joe@other/x")))
        #expect(other.password == nil && other.warnings.map(\.code) == [.clearPassword])
        #expect(
            try Fixture().plan(text, task: "a", overrides: given("remote", .string("ftp://h/y"))).password?.text
                == "geheim")
        // Nor where the file's own host is not even known.
        let unknown = text.replacing("ftp://joe@h/x", with: "'ftp://joe@${NO_SUCH}/x'")
        let given = try Fixture().plan(unknown, task: "a", overrides: given("remote", .string("ftp://h/y")))
        #expect(given.password == nil)
    }

    @Test("the files that a task was read from stay out")
    func ownFiles() throws {
        var fixture = Fixture()
        fixture.files = [
            "/home/joe/site/conf/servers.yaml": "common_config: {command: upload, ignore_file: .ign}",
            "/home/joe/site/conf/.ign": "*.log\n",
        ]
        let text = "include: conf/servers.yaml\ntasks: {a: {remote: /x}}"
        let plan = try fixture.plan(text, task: "a").plan
        #expect(plan.rules.own.map(\.text).sorted() == ["conf/.ign", "conf/servers.yaml", "p.yaml"])
        let servers = try #require(RelativePath("conf/servers.yaml"))
        #expect(plan.filter.verdict(servers, kind: .file) == .own)
        #expect(plan.rules.ignoreFile.first?.origin.description == "conf/.ign:1")
    }

    @Test("patterns in a folded, a literal and a tabbed text are what pyftpsync makes of them")
    func folded() throws {
        for form in [">\n      *.psd,\n      *.key", "|\n      *.psd,\n      *.key", "\"*.psd,\\t*.key\""] {
            let text = "tasks:\n  a:\n    command: upload\n    remote: /x\n    exclude: \(form)\n"
            #expect(try Fixture().task(text, "a").texts("exclude") == ["*.psd", "*.key"])
        }
    }

    @Test("a root that is reached on very many ways brings its items along once")
    func manyWays() throws {
        var text = head + "  t0: {exclude+: [x]}\n"
        for level in 1...60 {
            text += "  t\(level): {extends: [t\(level - 1), t\(level - 1)], exclude+: [e\(level)]}\n"
        }
        #expect(try Fixture().task(text, "t60").texts("exclude").count == 5 + 61)
    }

    @Test("a variable that is not set in an addition stops only the tasks that need it, too")
    func unsetAddition() throws {
        let text = "\(head)  a: {exclude+: '${NO_SUCH}'}\n  b: {timeout: 3}\n"
        #expect(try Fixture().plan(text, task: "b").plan.timeout == 3)
        #expect(throws: DiagnosticsError.self) { try Fixture().plan(text, task: "a") }
    }

    @Test("abstract and description are a task's own")
    func own() throws {
        let config = try Fixture().load("\(head)  a: {abstract: true, description: one}\n  b: {extends: a}\n")
        #expect(config.runnableNames == ["b"])
        #expect(config.tasks["b"]?.description == nil)
    }

    @Test("the including file wins, key by key; of two included ones the later")
    func includes() throws {
        var fixture = Fixture()
        fixture.files = [
            "/home/joe/site/one.yaml":
                "common_config: {timeout: 1, connections: 1}\ntasks: {a: {verbose: 1, local: 1st}}\n",
            "/home/joe/site/sub/two.yaml": """
            include: three.yaml
            common_config: {connections: 2}
            tasks: {a: {abstract: true, local: second, exclude+: [q]}, z: {extends: a, abstract: true}}
            """,
            "/home/joe/site/sub/three.yaml": "tasks: {y: {command: upload, remote: ../../out}}\n",
        ]
        let text = """
            include: [one.yaml, sub/two.yaml]
            tasks:
              a: {command: upload, remote: /x, abstract: false, verbose: 2}
            """
        let config = try fixture.load(text)
        #expect(config.taskNames == ["a", "z", "y"])
        let a = try fixture.task(text, "a")
        #expect(a.values["timeout"]?.value == .int(1))
        #expect(a.values["connections"]?.value == .int(2))
        #expect(a.values["verbose"]?.value == .int(2))
        #expect(a.texts("exclude").last == "q")
        // Every path is seen from the folder of the file that it stands in.
        #expect(try fixture.plan(text, task: "a").plan.localPath == "/home/joe/site/sub/second")
        #expect(try fixture.plan(text, task: "y").plan.remote == .folder("/home/joe/out"))
    }

    @Test("a variable that is not set stops only the tasks that need it")
    func unset() throws {
        let text = "\(head)  a: {local: 'x${NO_SUCH}'}\n  b: {extends: a, local: y}\n  c: {extends: a}\n"
        #expect(try Fixture().plan(text, task: "b").plan.localPath == "/home/joe/site/y")
        #expect(throws: DiagnosticsError.self) { try Fixture().plan(text, task: "c") }
        #expect(
            try Fixture().plan(text, task: "c", overrides: SetArgument.layer(["local=z"])).plan.localPath?.hasSuffix(
                "/z") == true)
    }

    @Test("what comes from a variable has the type that is wanted, and a text keeps its zeros")
    func typed() throws {
        var fixture = Fixture()
        fixture.environment = ["N": "7", "P": "0123", "F": "yes", "L": "*.a, *.b", "HOME": "/h"]
        func text(_ timeout: String) -> String {
            """
            \(head)  a:
                timeout: \(timeout)
                connections: ${N}
                password: ${P}
                force: ${F}
                exclude: ${L}
                local: ~/${N}
            """
        }
        // Inside braces YAML wants quotes, so they do not make a text of a variable, but of what has more in it.
        #expect(try fixture.task(text("'${N}'"), "a").values["timeout"]?.value == .int(7))
        #expect(throws: DiagnosticsError.self) { try fixture.plan(text("'1${N}'"), task: "a") }
        let task = try fixture.task(text("${N}"), "a")
        #expect(task.values["connections"]?.value == .int(7))
        #expect(task.values["password"]?.value == .string("0123"))
        #expect(task.values["force"]?.value == .bool(true))
        #expect(task.texts("exclude") == ["*.a", "*.b"])
        #expect(try fixture.plan(text("${N}"), task: "a").plan.localPath == "/h/7")
    }

    @Test(
        "--set is typed like the file",
        arguments: [
            ("timeout=5", "timeout", OptionValue.int(5)), ("force=yes", "force", .bool(true)),
            ("delete=owned", "delete", .string("owned")), ("tls=off", "tls", .string("off")),
            ("local='a: b'", "local", .string("a: b")), ("timeout=null", "timeout", .int(30)),
            ("local=${HOME}", "local", .string("${HOME}")), ("timeout=", "timeout", .int(30)),
        ])
    func set(argument: String, key: String, expected: OptionValue) throws {
        #expect(try value(key, "\(head)  a: {timeout: 9}\n", "a", set: [argument]) == expected)
    }

    @Test(
        "a --set that is wrong",
        arguments: [
            ("timeout", "an argument of --set has no '=' | write --set key=value"),
            ("tymeout=5", "--set tymeout=…: 'tymeout' is no option of a task | did you mean 'timeout'?"),
            ("timeout=x", "--set timeout=…: 'timeout' must be a number from 1 to 3600, not a text ('x') | "),
            (
                "exclude=[a",
                "--set exclude=…: while parsing a flow sequence, did not find expected ',' or ']' | close the bracket or brace, or separate the items with ','; '${NAME}' inside braces needs quotes"
            ),
            (
                "timeout+=3",
                "--set timeout+=…: 'timeout+' is no option of a task | only lists can be added to: write 'timeout='"
            ),
            (
                "password=x",
                "--set password=…: everybody on this machine can read the arguments of a program | keep the password in ~/.netrc, or write 'password: ${NAME}' in the file"
            ),
        ])
    func badSet(argument: String, expected: String) {
        do throws(SetArgument.Problem) {
            _ = try SetArgument.layer([argument])
            Issue.record("accepted")
        } catch {
            #expect("\(error.message) | \(error.help ?? "")" == expected)
        }
    }
}

@Suite("Variables")
struct InterpolationTests {
    @Test(
        "what is a variable, and what is itself",
        arguments: [
            ("${A}", "1"), ("x${A}y${B}", "x1y2"), ("$${A}", "${A}"), ("$A", "$A"), ("$", "$"), ("$$", "$$"),
            ("a$b{c}", "a$b{c}"), ("${NONE:-d}", "d"), ("${EMPTY:-d}", "d"), ("[${EMPTY}]", "[]"), ("${NONE:-}", ""),
            ("${A:-d}", "1"), ("${NONE:-a:-b}", "a:-b"), ("${1}", "${1}"), ("${}", "${}"), ("${A", "${A"),
            ("$$${A}", "$${A}"), ("${NONE:-/x y/}", "/x y/"),
        ])
    func expansion(text: String, expected: String) throws {
        var fixture = Fixture()
        fixture.environment = ["A": "1", "B": "2", "EMPTY": ""]
        let yaml = "tasks: {a: {command: upload, remote: /x, local: '\(text)'}}"
        #expect(try fixture.task(yaml, "a").text("local") == expected)
    }
}
