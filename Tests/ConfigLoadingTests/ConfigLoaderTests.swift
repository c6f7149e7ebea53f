import ConfigLoading
import DeployModel
import Diagnostics
import Presentation
import Testing

@Suite("Loading project files")
struct ConfigLoaderTests {
    private func report(_ text: String) -> String { Fixture().report(text) }

    @Test("a whole file")
    func whole() throws {
        let text = """
            default_task: live
            common_config:
              command: upload
              exclude: "*.bak, *.tmp ,"
              delete: true
            tasks:
              live: {remote: ftp://example.com/www}
              stage:
                remote: ftp://example.com/stage
                exclude: [a, "b,c"]
                delete: null
                timeout: 5
            """
        let config = try Fixture().load(text)
        #expect(config.defaultTaskName == "live")
        #expect(config.taskNames == ["live", "stage"])
        let live = try Fixture().task(text)
        #expect(live.texts("exclude") == ["*.bak", "*.tmp"])
        #expect(live.values["delete"]?.value == .bool(true))
        let stage = try Fixture().task(text, "stage")
        #expect(stage.texts("exclude") == ["a", "b,c"])
        #expect(stage.values["delete"] == Located(.bool(false), .builtIn))
        #expect(stage.values["timeout"]?.value == .int(5))
        #expect(stage.values["timeout"]?.origin.range?.start == SourcePosition(line: 12, column: 14))
    }

    @Test("task names may look like numbers")
    func numbers() throws {
        let text = "default_task: 1\ntasks: {1: {command: upload, remote: /x}, yes: {command: upload, remote: /y}}"
        let config = try Fixture().load(text)
        #expect(config.taskNames == ["1", "yes"])
        #expect(config.defaultTaskName == "1")
    }

    @Test("all problems are told at once, each with its place, its line underlined and the way out")
    func everything() {
        let text = """
            default_task: liv
            taks: x
            tasks:
              live:
                comand: upload
                remote: 12
                connections: "4"
                timeout: 0
                delete: maybe
                force: "yes"
                exclude: [1, x]
            """
        #expect(
            report(text) == """
                p.yaml:1:15: error: 'default_task' names 'liv', which is not a task [unknown-task]
                  1 | default_task: liv
                    |               ^^^
                  help: did you mean 'live'?
                p.yaml:2:1: error: 'taks' is not known at the top level [unknown-key]
                  2 | taks: x
                    | ^^^^
                  help: did you mean 'tasks'?
                p.yaml:4:3: error: the task 'live' has no 'command' [missing-key]
                  4 |   live:
                    |   ^^^^
                  help: add 'command: upload', or 'abstract: true' if it is only to be extended
                p.yaml:5:5: error: 'comand' is not known in the task 'live' [unknown-key]
                  5 |     comand: upload
                    |     ^^^^^^
                  help: did you mean 'command'?
                p.yaml:6:13: error: 'remote' must be a text, not a number ('12') [wrong-type]
                  6 |     remote: 12
                    |             ^^
                  help: put it in quotes
                p.yaml:7:18: error: 'connections' must be a number from 1 to 32, not a text ('4') [wrong-type]
                  7 |     connections: "4"
                    |                  ^^^
                  help: write it without quotes
                p.yaml:8:14: error: 'timeout' must be a number from 1 to 3600, not a number ('0') [out-of-range]
                  8 |     timeout: 0
                    |              ^
                p.yaml:9:13: error: 'delete' must be true, false or owned, not a text ('maybe') [wrong-type]
                  9 |     delete: maybe
                    |             ^^^^^
                p.yaml:10:12: error: 'force' must be true or false, not a text ('yes') [wrong-type]
                  10 |     force: "yes"
                     |            ^^^^^
                  help: write it without quotes
                p.yaml:11:15: error: a pattern of 'exclude' must be a text, not a number ('1') [wrong-type]
                  11 |     exclude: [1, x]
                     |               ^
                  help: put it in quotes

                """)
    }

    @Test(
        "shapes that are none of a project file",
        arguments: [
            ("", "p.yaml:1:1: error: the file holds no tasks [empty-file]"),
            ("- a", "p.yaml:1:1: error: the file must be a mapping, not a list [wrong-type]"),
            ("text", "p.yaml:1:1: error: the file must be a mapping, not a text [wrong-type]"),
            ("a: 1", "p.yaml:1:1: error: 'a' is not known at the top level [unknown-key]"),
            ("default_task: a", "p.yaml:1:1: error: 'tasks' is missing [missing-key]"),
            ("tasks:", "p.yaml:1:7: error: 'tasks' is empty [wrong-type]"),
            ("tasks: [a]", "p.yaml:1:8: error: 'tasks' must be a mapping, not a list [wrong-type]"),
            ("tasks: {a: }", "p.yaml:1:12: error: the task 'a' is empty [wrong-type]"),
            ("tasks: {a: [x]}", "p.yaml:1:12: error: the task 'a' must be a mapping, not a list [wrong-type]"),
            ("tasks: {[a]: {}}", "p.yaml:1:9: error: a task's name must be a text, not a list [wrong-type]"),
            (
                "tasks: {a: {command: scan, remote: /x}}",
                "p.yaml:1:22: error: 'command' must be one of upload, download, sync, tree, not a text ('scan') [wrong-type]"
            ),
            (
                "tasks: {a: {command: upload, remote: null}}",
                "p.yaml:1:9: error: the task 'a' has no 'remote' [missing-key]"
            ),
            (
                "common_config: [x]\ntasks: {a: {command: upload, remote: /x}}",
                "p.yaml:1:16: error: 'common_config' must be a mapping, not a list [wrong-type]"
            ),
        ])
    func shapes(text: String, first: String) {
        #expect(report(text).split(separator: "\n").first.map(String.init) == first)
    }

    @Test("an empty common_config is no problem")
    func emptyCommon() throws {
        #expect(try Fixture().load("common_config:\ntasks: {a: {command: upload, remote: /x}}").taskNames == ["a"])
    }
}

extension ResolvedTask {
    /// The items of a list.
    func texts(_ key: String) -> [String] {
        if case .list(let items)? = values[key]?.value { items.map(\.value) } else { [] }
    }
}
