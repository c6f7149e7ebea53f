import ConfigLoading
import DeployModel
import Foundation
import TestSupport
import Testing

@Suite("The schema")
struct SchemaTests {
    @Test("the schema in the repository is the one of the option table")
    func current() throws {
        let path = "\(Project.root)/schema/pyftpsync.schema.json"
        if ProcessInfo.processInfo.environment["DEPLOY_RECORD"] != nil {
            try SchemaGenerator.schema().write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == SchemaGenerator.schema())
    }

    @Test("it is JSON and names every option")
    func valid() throws {
        let object = try JSONSerialization.jsonObject(with: Data(SchemaGenerator.schema().utf8))
        let schema = try #require(object as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: Any])
        let task = try #require((definitions["task"] as? [String: Any])?["properties"] as? [String: Any])
        let keys = (OptionTable.structure + OptionTable.all).map(\.key)
        let additions = OptionTable.all.filter(\.isList).map { $0.key + "+" }
        #expect(task.keys.sorted() == (keys + additions).sorted())
    }

    @Test("the example's file loads")
    func example() throws {
        let folder = "\(Project.root)/examples/website"
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/.pyftpsync.yaml"))
        let (config, warnings) = try Fixture().load(Array(data))
        #expect(warnings.isEmpty)
        #expect(config.defaultTaskName == "staging")
    }
}
