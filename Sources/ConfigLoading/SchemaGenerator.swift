internal import DeployModel
internal import JSON

/// Makes the JSON Schema (2020-12) of the project file from the option table, for editors.
package enum SchemaGenerator {
    /// The schema as text, indented, with a final line end.
    package static func schema() -> String {
        let schema: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Project file of deploy (.pyftpsync.yaml)",
            "type": "object",
            "anyOf": [["required": ["tasks"]], ["required": ["include"]]],
            "additionalProperties": false,
            "properties": [
                "include": [
                    "description": "Files whose tasks and common_config are taken over; what stands here wins.",
                    "type": ["string", "array"], "minLength": 1, "items": ["type": "string", "minLength": 1],
                ],
                "default_task": [
                    "description": "The task that runs when none is named.",
                    "type": ["string", "number", "boolean"], "minLength": 1,
                ],
                "common_config": [
                    "description": "Options of all tasks; a task's own come first, and its null takes one away.",
                    "type": ["object", "null"], "minProperties": 1, "additionalProperties": false,
                    "properties": JSONValue(members: references(OptionTable.inFile)),
                ],
                "tasks": [
                    "description": "The deployments by name.",
                    "type": "object", "minProperties": 1,
                    "additionalProperties": ["$ref": "#/$defs/task"],
                ],
            ],
            "$defs": JSONValue(
                members: [
                    (
                        "task",
                        [
                            "type": "object", "minProperties": 1, "additionalProperties": false,
                            "properties": JSONValue(members: references(OptionTable.structure + OptionTable.inFile)),
                        ]
                    ),
                    ("variable", ["type": "string", "pattern": "(?<!\\$)\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}"]),
                ] + (OptionTable.structure + OptionTable.inFile).map { ($0.key, option($0)) }),
        ]
        return schema.indented + "\n"
    }

    private static func references(_ specs: [OptionSpec]) -> [(String, JSONValue)] {
        specs.flatMap { spec -> [(String, JSONValue)] in
            let reference: JSONValue = ["$ref": .string("#/$defs/\(spec.key)")]
            let addition: JSONValue = [
                "$ref": .string("#/$defs/\(spec.key)"),
                "description": .string("Adds to what '\(spec.key)' inherits."),
            ]
            return spec.isList ? [(spec.key, reference), (spec.key + "+", addition)] : [(spec.key, reference)]
        }
    }

    private static func option(_ spec: OptionSpec) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(spec.help))]
        members += type(spec)
        if let value = spec.defaultValue { members.append(("default", json(value))) }
        if let example = spec.example { members.append(("examples", [json(example)])) }
        return JSONValue(members: members)
    }

    /// What a value must be. Where it is no text anyway, a variable may stand in its place; null takes away.
    private static func type(_ spec: OptionSpec) -> [(String, JSONValue)] {
        func orVariable(_ members: [(String, JSONValue)]) -> [(String, JSONValue)] {
            [("anyOf", [JSONValue(members: members), ["$ref": "#/$defs/variable"]])]
        }
        switch spec.kind {
        case .bool: return orVariable([("type", ["boolean", "null"])])
        case .boolOr(let words):
            return orVariable([("enum", .array([true, false] + words.map(JSONValue.string) + [nil]))])
        case .int(let range):
            return orVariable([
                ("type", ["integer", "null"]), ("minimum", .int(range.lowerBound)), ("maximum", .int(range.upperBound)),
            ])
        case .countOrPercent:
            return orVariable([
                ("type", ["integer", "string", "null"]), ("minimum", .int(0)), ("pattern", "^[0-9]+%?$"),
            ])
        case .choice(let words):
            // YAML 1.1 reads the word 'off' as false.
            let off: [JSONValue] = words.contains("off") ? [false] : []
            return orVariable([("enum", .array(words.map(JSONValue.string) + off + [nil]))])
        case .string: return [("type", ["string", "null"])]
        case .patterns, .pathPatterns, .patternGroups, .names, .modeRules, .command, .words:
            return [("type", ["string", "array", "null"]), ("items", ["type": "string"])]
        case .entries(let shape): return entries(shape)
        }
    }

    private static func entries(_ shape: EntryShape) -> [(String, JSONValue)] {
        let mapping: JSONValue = [
            "type": "object", "additionalProperties": false,
            "oneOf": .array(shape.actions.map { ["required": [.string($0)]] }),
            "properties": JSONValue(members: shape.fields.map { ($0.key, option($0)) }),
        ]
        let isCommand = shape[shape.shorthand]?.kind == .command
        let words: [JSONValue] = isCommand ? [["type": "array", "items": ["type": "string"]]] : []
        let item: JSONValue = ["anyOf": .array([["type": "string"]] + words + [mapping])]
        return [("anyOf", .array([["type": ["string", "null"]], mapping, ["type": "array", "items": item]]))]
    }

    private static func json(_ value: OptionValue) -> JSONValue {
        switch value {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .string(let value), .unresolved(let value, _): .string(value)
        case .list(let items): .array(items.map { .string($0.value) })
        case .entries: .array([])
        }
    }
}
