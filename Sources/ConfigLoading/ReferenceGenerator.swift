internal import DeployModel
internal import Diagnostics

/// Makes the tables of docs/configuration.md from the option table and the list of diagnostic codes.
package enum ReferenceGenerator {
    /// The line that the generated part of the page stands behind.
    package static let marker =
        "<!-- What follows is generated from the option table; `DEPLOY_RECORD=1 swift test --filter Reference` writes it. -->"

    /// The generated part, with a final line end.
    package static func tables() -> String {
        let chapters = OptionSpec.Chapter.allCases.map { chapter in
            let specs = (OptionTable.structure + OptionTable.inFile).filter { $0.chapter == chapter }
            return "### \(chapter.rawValue)\n\n" + specs.map(section).joined(separator: "\n")
        }
        return chapters.joined(separator: "\n") + "\n## Codes of diagnostics\n\n"
            + DiagnosticCode.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + "\n"
    }

    private static func section(_ spec: OptionSpec) -> String {
        let kind = kindText(spec)
        // A list of keys ends a paragraph.
        var facts = ["Takes \(kind)\(kind.hasSuffix("\n\n") ? "" : ". ")"]
        if let value = spec.defaultValue { facts.append("Default: \(code(value)).") }
        if spec.isRequired { facts.append("Required, here or inherited.") }
        if spec.commands.count < SyncCommand.allCases.count {
            let names = SyncCommand.allCases.filter(spec.commands.contains).map { "`\($0.rawValue)`" }
            facts.append("For \(names.joined(separator: ", ")).")
        }
        if let option = commandLine(spec) { facts.append("Command line: \(option).") }
        if let example = spec.example { facts.append("Example: `\(spec.key): \(plain(example))`.") }
        return "#### `\(spec.key)`\n\n\(spec.help)\n\n\(facts[0])\(facts.dropFirst().joined(separator: " "))\n"
    }

    private static func kindText(_ spec: OptionSpec) -> String {
        switch spec.kind {
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .boolOr(let words): "`true`, `false`, \(words.map { "`\($0)`" }.joined(separator: ", "))"
        case .patterns: "a list, or one text with commas between the patterns; `\(spec.key)+` adds to what is inherited"
        case .patternGroups: "a list, or one text with a group per line; `\(spec.key)+` adds to what is inherited"
        case .pathPatterns: "a list, or one text with a pattern per line; `\(spec.key)+` adds to what is inherited"
        case .modeRules: "a list, or one text with a rule per line; `\(spec.key)+` adds to what is inherited"
        case .entries(let shape): entries(shape)
        case .bool, .int, .countOrPercent, .string, .names, .command, .words: spec.kindText
        }
    }

    private static func entries(_ shape: EntryShape) -> String {
        let fields = shape.fields.map { field in
            let value = field.defaultValue.map { ", default \(code($0))" } ?? ""
            return "\n- `\(field.key)`: \(field.help) (\(field.kindText)\(value))"
        }
        let isCommand = shape[shape.shorthand]?.kind == .command
        let short =
            isCommand ? "a text or a list of texts is its `\(shape.shorthand)`" : "a text is its `\(shape.shorthand)`"
        return "a list of mappings with these keys, or one; \(short):\n\(fields.joined())\n\n"
    }

    private static func commandLine(_ spec: OptionSpec) -> String? {
        if spec.key == "verbose" { return "`-v`, `-q`" }
        guard spec.isOnCommandLine else { return nil }
        let name = spec.commandLineName
        switch spec.key {
        case "dry_run": return "`-n`, `--dry-run`, `--execute`"
        case "match": return "`-m`, `--match`"
        case "exclude": return "`-x`, `--exclude`"
        case "here", "root", "debug": return "`--\(name)`"
        default: break
        }
        switch spec.kind {
        case .bool, .boolOr: return "`--\(name)`, `--no-\(name)`"
        case .pathPatterns, .patternGroups, .modeRules: return "`--\(name)`, repeatable"
        case .int, .countOrPercent, .string, .choice, .patterns, .names, .command, .words, .entries:
            return "`--\(name)`"
        }
    }

    private static func code(_ value: OptionValue) -> String {
        if case .list(let items) = value, items.isEmpty { return "none" }
        if value == .entries([]) { return "none" }
        return "`\(plain(value))`"
    }

    private static func plain(_ value: OptionValue) -> String {
        switch value {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .string(let text), .unresolved(let text, _): text
        case .list(let items): items.map(\.value).joined(separator: ", ")
        case .entries: ""
        }
    }
}
