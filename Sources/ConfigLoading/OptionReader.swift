internal import DeployModel
internal import Diagnostics
internal import YAML

/// Turns a YAML node into the value of an option, or says what it must be.
enum OptionReader {
    /// The value; nil after a problem that went to the collector.
    static func value(_ node: Node, for spec: OptionSpec, collector: inout DiagnosticCollector) -> OptionValue? {
        switch (spec.kind, node.scalar) {
        case (.bool, .bool(let value)): return .bool(value)
        case (.boolOr, .bool(let value)): return .bool(value)
        case (.boolOr(let words), .string(let text)) where words.contains(text): return .string(text)
        case (.int(let range), .int(let number)) where range.contains(number): return .int(number)
        case (.string, .string(let text)): return .string(text)
        case (.choice(let words), .string(let text)) where words.contains(text): return .string(text)
        case (.patterns, .string(let text)): return .list(PatternList.split(text))
        case (.patterns, nil):
            if case .sequence(let items) = node.content { return patterns(items, spec, &collector) }
        default: break
        }
        let isUnit = node.scalar.map { if case .int = $0 { true } else { false } } ?? false
        collector.add(
            code: isUnit && spec.isNumber ? "out-of-range" : "wrong-type",
            "'\(spec.key)' must be \(spec.kindText), not \(shown(node))", at: node.range, help: help(node, spec))
        return nil
    }

    private static func patterns(
        _ items: [Node], _ spec: OptionSpec, _ collector: inout DiagnosticCollector
    ) -> OptionValue? {
        var texts: [String] = []
        for item in items {
            if case .string(let text)? = item.scalar {
                texts.append(text)
            } else {
                collector.add(
                    code: "wrong-type", "a pattern of '\(spec.key)' must be a text, not \(shown(item))", at: item.range,
                    help: "put it in quotes")
            }
        }
        return texts.count == items.count ? .list(texts) : nil
    }

    private static func shown(_ node: Node) -> String {
        guard case .scalar(let scalar) = node.content, node.scalar != .null else { return node.kindName }
        return "\(node.kindName) ('\(scalar.text)')"
    }

    private static func help(_ node: Node, _ spec: OptionSpec) -> String? {
        switch (spec.kind, node.scalar) {
        case (.choice(let words), .string(let text)), (.boolOr(let words), .string(let text)):
            return NearestName.of(text, among: words).map { "did you mean '\($0)'?" }
        case (.bool, .string(let text)) where ["true", "false", "yes", "no", "on", "off"].contains(text.lowercased()):
            return "write it without quotes"
        case (.int, .string(let text)) where Int(text) != nil: return "write it without quotes"
        case (.string, .int), (.string, .bool), (.string, .float), (.string, .timestamp): return "put it in quotes"
        default: return nil
        }
    }
}

extension OptionSpec {
    var isNumber: Bool { if case .int = kind { true } else { false } }

    /// What the value must be, in words that follow "must be".
    var kindText: String {
        switch kind {
        case .bool: "true or false"
        case .boolOr(let words): "true, false or \(words.joined(separator: ", "))"
        case .int(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .string: "a text"
        case .choice(let words): words.count == 1 ? "'\(words[0])'" : "one of \(words.joined(separator: ", "))"
        case .patterns: "a text or a list of texts"
        }
    }
}
