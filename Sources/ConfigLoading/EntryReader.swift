internal import DeployModel
internal import Diagnostics
internal import YAML

/// Reads the items of an option that hold more than a text.
struct EntryReader {
    let reader: OptionReader
    let spec: OptionSpec
    let shape: EntryShape

    /// The items; nil after a problem that went to the collector. What only lacks a variable comes as
    /// ``OptionValue/unresolved(_:_:)``.
    func value(_ node: Node, _ collector: inout DiagnosticCollector) -> OptionValue? {
        let nodes = if case .sequence(let items) = node.content { items } else { [node] }
        if node.scalar == .null || nodes.isEmpty { return .entries([]) }
        var entries: [OptionEntry] = []
        var missing: [Diagnostic] = []
        for item in nodes {
            guard let entry = entry(item, &collector) else { continue }
            for value in entry.fields.values {
                if case .unresolved(_, let problems) = value.value { missing += problems }
            }
            entries.append(entry)
        }
        if entries.count < nodes.count { return nil }
        return missing.isEmpty ? .entries(entries) : .unresolved(spec.key, missing)
    }

    private func entry(_ node: Node, _ collector: inout DiagnosticCollector) -> OptionEntry? {
        guard case .mapping(let pairs) = node.content else {
            guard let field = shape[shape.shorthand],
                let value = reader.value(node, for: field, collector: &collector)
            else { return nil }
            return OptionEntry(fields: [field.key: value], origin: reader.origin(node))
        }
        var entry = OptionEntry(fields: [:], origin: reader.origin(node))
        var isSound = true
        for pair in pairs {
            guard case .scalar(let key) = pair.key.content, let field = shape[key.text] else {
                unknown(pair.key, &collector)
                isSound = false
                continue
            }
            if let value = reader.value(pair.value, for: field, collector: &collector) {
                entry.fields[field.key] = value
            } else {
                isSound = false
            }
        }
        return isSound && checkAction(entry, node, &collector) ? entry : nil
    }

    private func unknown(_ key: Node, _ collector: inout DiagnosticCollector) {
        let text = if case .scalar(let scalar) = key.content { scalar.text } else { key.kindName }
        let known = shape.fields.map(\.key)
        collector.add(
            code: .unknownKey, "'\(text)' is not known in \(shape.name) of '\(spec.key)'", at: key.range,
            help: NearestName.of(text, among: known).map { "did you mean '\($0)'?" }
                ?? "the keys are: \(known.joined(separator: ", "))")
    }

    /// It has to be clear what is done.
    private func checkAction(
        _ entry: OptionEntry, _ node: Node, _ collector: inout DiagnosticCollector
    ) -> Bool {
        let actions = shape.actions.filter { entry.fields[$0] != nil }
        if actions.count == 1 { return true }
        let words = shape.actions.map { "'\($0)'" }.joined(separator: ", ")
        let count = shape.actions.count == 1 ? words : "exactly one of \(words)"
        collector.add(
            code: actions.isEmpty ? .missingKey : .contradiction, "\(shape.name) of '\(spec.key)' needs \(count)",
            at: node.range, help: actions.isEmpty ? nil : "write an item of its own for each")
        return false
    }
}
