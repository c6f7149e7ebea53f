import ConfigLoading
import DeployModel
import Diagnostics
import Foundation
import Presentation
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
        let keys = (OptionTable.structure + OptionTable.inFile).map(\.key)
        let additions = OptionTable.inFile.filter(\.isList).map { $0.key + "+" }
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

    /// What Python's jsonschema refuses of these files, by path.
    private func refused(_ paths: [String], by schema: String = "pyftpsync") async throws -> Set<String> {
        let script = "\(Project.root)/Tests/ConfigLoadingTests/validate.py"
        let schema = "\(Project.root)/schema/\(schema).schema.json"
        let result = try await Program.run("/usr/bin/python3", [script, schema] + paths)
        try #require(result.status == 0, "\(result.errors)")
        return Set(result.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) })
    }

    @Test("jsonschema takes every file that is right")
    func takes() async throws {
        let valid = "\(Project.root)/Tests/ConfigLoadingTests/ValidFiles"
        let paths =
            ["\(Project.root)/examples/website/.pyftpsync.yaml"]
            + ["hooks.yaml", "levels.yaml", "pyftpsync-3.yaml", "pyftpsync-4.yaml", "shared/company.yaml"].map {
                "\(valid)/\($0)"
            }
        #expect(try await refused(paths) == [])
    }

    @Test("jsonschema refuses every file whose structure is broken")
    func refuses() async throws {
        let folder = try TemporaryFolder()
        // What one file alone shows: keys, types, ranges. The rest is about several places, or about the network.
        let structural: Set<DiagnosticCode> = [.unknownKey, .wrongType, .outOfRange, .emptyFile]
        let broken = BrokenFile.all.filter { file in
            let found = file.diagnostics
            return !found.contains { $0.code == .unsetVariable || $0.code == .notUTF8 }
                && found.contains { structural.contains($0.code) && $0.range?.file == "p.yaml" }
                && !String(decoding: file.bytes, as: UTF8.self).contains("${")
                // In JSON every key is a text, and every text may hold a NUL.
                && !["wrong-type-task-name.case", "wrong-type-nul.case"].contains(file.name)
        }
        #expect(broken.count > 40)
        let paths = try broken.map { try folder.write($0.name, Data($0.bytes)) }
        let missed = try await Set(paths).subtracting(refused(paths)).map { $0.dropFirst(folder.path.count + 1) }
        #expect(missed.sorted() == [])
    }

    @Test("every diagnostic as JSON is what its schema says")
    func diagnostics() async throws {
        let folder = try TemporaryFolder()
        let lines = BrokenFile.all.flatMap(\.diagnostics).map(DiagnosticRecord.json)
        let paths = try lines.enumerated().map { try folder.write("\($0.offset).json", $0.element) }
        #expect(paths.count > 100)
        #expect(try await refused(paths, by: "diagnostic") == [])
        // And one that is not.
        let wrong = try folder.write("wrong.json", #"{"severity": "error", "code": "x", "message": "m", "line": 3}"#)
        #expect(try await refused([wrong], by: "diagnostic") == [wrong])
    }
}
