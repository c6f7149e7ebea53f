package import DeployModel
internal import Diagnostics
internal import FileTree
internal import JSON

/// A task with every effective value and where it comes from.
package enum ResolvedTaskText {
    /// As YAML that could stand in a project file; the origin is a comment behind each value.
    package static func yaml(_ task: ResolvedTask) -> String {
        let rows = rows(task).flatMap { spec, value -> [(text: String, origin: String)] in
            let origin = value.origin.description
            let isUnresolved = if case .unresolved = value.value { true } else { false }
            if case .entries(let entries) = value.value, !entries.isEmpty {
                return [("    \(spec.key):", "")]
                    + entries.map {
                        ("      - \(OptionText.entry($0, of: spec.key, task.sources).line)", $0.origin.description)
                    }
            }
            guard case .list(let items) = value.value else {
                return [
                    (
                        "    \(spec.key): \(scalar(OptionText.json(value, key: spec.key, task.sources), isFilledIn: !isUnresolved))",
                        origin
                    )
                ]
            }
            if items.isEmpty { return [("    \(spec.key): []", origin)] }
            return [("    \(spec.key):", "")]
                + items.map { ("      - \(scalar(.string(task.sources.masked($0.value))))", $0.origin.description) }
        }
        let width = min(60, rows.map(\.text.count).max() ?? 0)
        let lines = rows.map { row in
            guard !row.origin.isEmpty else { return row.text }
            return row.text + String(repeating: " ", count: max(0, width - row.text.count))
                + "  # \(VisibleText.escaping(row.origin))"
        }
        return "tasks:\n  \(scalar(.string(task.name ?? "")))" + ":\n" + lines.joined(separator: "\n") + "\n"
    }

    /// As JSON: per option its value and where it comes from; lists say it of each item.
    package static func json(_ task: ResolvedTask) -> String {
        let options = rows(task).map { spec, value -> (String, JSONValue) in
            var members: [(String, JSONValue)] = [("value", OptionText.json(value, key: spec.key, task.sources))]
            members.append(("from", origin(value.origin)))
            if case .list(let items) = value.value {
                members.append(("items", .array(items.map { origin($0.origin) })))
            }
            return (spec.key, JSONValue(members: members))
        }
        let object: JSONValue = ["task": .string(task.name ?? ""), "options": JSONValue(members: options)]
        return object.indented + "\n"
    }

    private static func rows(_ task: ResolvedTask) -> [(OptionSpec, Located<OptionValue>)] {
        OptionTable.inFile.compactMap { spec in task.values[spec.key].map { (spec, $0) } }
    }

    private static func origin(_ origin: Origin) -> JSONValue {
        switch origin {
        case .file(let range, _):
            ["file": .string(range.file), "line": .int(range.start.line), "column": .int(range.start.column)]
        case .commandLine(let option): ["commandLine": .string(option)]
        case .builtIn: "default"
        }
    }

    private static func scalar(_ value: JSONValue, isFilledIn: Bool = true) -> String {
        guard case .string(let text) = value else { return value.line }
        // What looks like a variable after all of them are filled in is none.
        return YAMLText.scalar(isFilledIn ? text.replacing("${", with: "$${") : text)
    }
}
