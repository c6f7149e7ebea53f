internal import DeployModel

/// Makes the JSON Schema (2020-12) of the project file from the option table, for editors.
package enum SchemaGenerator {
    /// The schema as text, indented, with a final line end.
    package static func schema() -> String {
        let properties = OptionTable.all.map { "        \(quoted($0.key)): \(option($0))" }.joined(separator: ",\n")
        let required = OptionTable.all.filter(\.isRequired).map { "'\($0.key)'" }.joined(separator: " and ")
        return """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "Project file of deploy (.pyftpsync.yaml)",
              "type": "object",
              "required": ["tasks"],
              "additionalProperties": false,
              "properties": {
                "default_task": {
                  "type": "string",
                  "description": "The task that runs when none is named."
                },
                "common_config": {
                  "$ref": "#/$defs/options",
                  "description": "Options of all tasks; a task's own come first, and its null takes one away."
                },
                "tasks": {
                  "type": "object",
                  "minProperties": 1,
                  "description": "The deployments by name. \(required) must stand in the task or in common_config.",
                  "additionalProperties": {
                    "$ref": "#/$defs/options",
                    "minProperties": 1
                  }
                }
              },
              "$defs": {
                "options": {
                  "type": ["object", "null"],
                  "additionalProperties": false,
                  "properties": {
            \(properties)
                  }
                }
              }
            }

            """
    }

    private static func option(_ spec: OptionSpec) -> String {
        var parts = [type(spec.kind), "\"description\": \(quoted(spec.help))"]
        if let value = spec.defaultValue { parts.append("\"default\": \(json(value))") }
        return "{\n" + parts.map { "          \($0)" }.joined(separator: ",\n") + "\n        }"
    }

    private static func type(_ kind: OptionSpec.Kind) -> String {
        switch kind {
        case .bool: "\"type\": [\"boolean\", \"null\"]"
        case .boolOr(let words): "\"enum\": [true, false, \(words.map(quoted).joined(separator: ", ")), null]"
        case .int(let range):
            "\"type\": [\"integer\", \"null\"], \"minimum\": \(range.lowerBound), \"maximum\": \(range.upperBound)"
        case .string: "\"type\": [\"string\", \"null\"]"
        case .choice(let words): "\"enum\": [\(words.map(quoted).joined(separator: ", ")), null]"
        case .patterns: "\"type\": [\"string\", \"array\", \"null\"], \"items\": { \"type\": \"string\" }"
        }
    }

    private static func json(_ value: OptionValue) -> String {
        switch value {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .string(let value): quoted(value)
        case .list(let values): "[\(values.map(quoted).joined(separator: ", "))]"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
