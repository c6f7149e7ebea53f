import ConfigLoading
import DeployModel
import Diagnostics
import Testing

@Suite("Loading project files")
struct ConfigLoaderTests {
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
