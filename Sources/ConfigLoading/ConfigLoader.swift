package import DeployModel
package import Diagnostics
internal import YAML

/// Reads a project file: text in, typed tasks out. No network, no environment; every problem is told at once.
package struct ConfigLoader {
    /// The keys of the top level.
    package static let topLevelKeys = ["default_task", "common_config", "tasks"]

    private let path: String
    private var collector: DiagnosticCollector
    private let lines: [Substring]

    /// Reads the file at `path` (for messages) in `folder` (absolute) from its bytes.
    ///
    /// - Returns: the file, and the warnings about it.
    /// - Throws: `DiagnosticsError` with every problem found.
    package static func load(
        _ bytes: [UInt8], path: String, folder: String
    ) throws(DiagnosticsError) -> (ProjectConfig, warnings: [Diagnostic]) {
        let root = try DocumentReader.read(bytes, file: path)
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var loader = ConfigLoader(path: path, text: String(decoding: start, as: UTF8.self))
        let config = loader.config(root, folder: folder)
        guard let config, !loader.collector.hasErrors else { throw DiagnosticsError(loader.collector.sorted) }
        return (config, loader.collector.sorted)
    }

    private init(path: String, text: String) {
        self.path = path
        collector = DiagnosticCollector(text: text)
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    private func located<Value>(_ value: Value, _ node: Node) -> Located<Value> {
        let index = node.range.start.line - 1
        return Located(value, at: node.range, sourceLine: lines.indices.contains(index) ? String(lines[index]) : nil)
    }

    // MARK: Top level

    private mutating func config(_ root: Node?, folder: String) -> ProjectConfig? {
        let example = "write 'tasks:' and below it, indented, a name with 'command: upload' and 'remote: ftp://…'"
        guard let root else {
            let start = SourcePosition(line: 1, column: 1)
            collector.add(
                code: "empty-file", "the file holds no tasks", at: SourceRange(file: path, start: start, end: start),
                help: example)
            return nil
        }
        guard case .mapping(let pairs) = root.content else {
            collector.add(
                code: "wrong-type", "the file must be a mapping, not \(root.kindName)", at: root.range, help: example)
            return nil
        }
        var defaultTask: Located<String>?
        var common: [String: Located<OptionValue>] = [:]
        var taskPairs: [Node.Pair]?
        for pair in pairs {
            switch name(of: pair.key) {
            case "default_task"?: defaultTask = taskName(pair.value).map { located($0, pair.value) }
            case "common_config"?: common = commonConfig(pair.value)
            case "tasks"?: taskPairs = mapping(pair.value, what: "'tasks'", example: example)
            case let key?: unknownKey(key, pair.key, among: Self.topLevelKeys, place: "at the top level")
            case nil: badKey(pair.key)
            }
        }
        guard let taskPairs else {
            if !pairs.contains(where: { name(of: $0.key) == "tasks" }) {
                collector.add(code: "missing-key", "'tasks' is missing", at: firstKeyRange(pairs, root), help: example)
            }
            return nil
        }
        let (tasks, names) = tasks(taskPairs, common: common)
        check(defaultTask, among: names)
        return ProjectConfig(path: path, folder: folder, defaultTask: defaultTask, tasks: tasks, taskNames: names)
    }

    private func firstKeyRange(_ pairs: [Node.Pair], _ root: Node) -> SourceRange {
        pairs.first?.key.range ?? root.range
    }

    private mutating func check(_ defaultTask: Located<String>?, among names: [String]) {
        guard let defaultTask, !names.contains(defaultTask.value) else { return }
        collector.add(
            code: "unknown-task", "'default_task' names '\(defaultTask.value)', which is not a task",
            at: defaultTask.range,
            help: Self.suggestion(defaultTask.value, names) ?? "the tasks are: \(names.joined(separator: ", "))")
    }

    private mutating func commonConfig(_ node: Node) -> [String: Located<OptionValue>] {
        if node.scalar == .null { return [:] }
        guard let pairs = mapping(node, what: "'common_config'", example: "write the options one per line below it")
        else {
            return [:]
        }
        return options(pairs, place: "in 'common_config'").compactMapValues { $0 }
    }

    private mutating func tasks(
        _ pairs: [Node.Pair], common: [String: Located<OptionValue>]
    ) -> ([String: TaskSettings], [String]) {
        var tasks: [String: TaskSettings] = [:]
        var names: [String] = []
        if pairs.isEmpty { collector.add(code: "missing-key", "there is no task below 'tasks'", at: nil) }
        for pair in pairs {
            guard let name = taskName(pair.key) else { continue }
            names.append(name)
            guard
                let own = mapping(
                    pair.value, what: "the task '\(name)'",
                    example: "write 'command: upload' and 'remote: ftp://…' below it")
            else { continue }
            var values = common
            // A null takes an inherited value away.
            for (key, value) in options(own, place: "in the task '\(name)'") { values[key] = value }
            // A value that was refused is told already; its key is not missing.
            let refused = Set(own.compactMap { self.name(of: $0.key) }).filter { key in
                own.contains { self.name(of: $0.key) == key && $0.value.scalar != .null }
            }
            for spec in OptionTable.all where spec.isRequired && values[spec.key] == nil && !refused.contains(spec.key)
            {
                collector.add(
                    code: "missing-key", "the task '\(name)' has no '\(spec.key)'", at: pair.key.range,
                    help: "add '\(spec.key): \(spec.key == "command" ? "upload" : "ftp://user@host/path")'")
            }
            tasks[name] = TaskSettings(name: located(name, pair.key), values: values)
        }
        return (tasks, names)
    }

    // MARK: Options

    /// The options of a mapping; nil where a null takes the inherited value away.
    private mutating func options(_ pairs: [Node.Pair], place: String) -> [String: Located<OptionValue>?] {
        var values: [String: Located<OptionValue>?] = [:]
        for pair in pairs {
            guard let key = name(of: pair.key) else {
                badKey(pair.key)
                continue
            }
            guard let spec = OptionTable[key] else {
                unknownKey(key, pair.key, among: OptionTable.all.map(\.key), place: place)
                continue
            }
            if pair.value.scalar == .null {
                values.updateValue(nil, forKey: key)
            } else if let value = OptionReader.value(pair.value, for: spec, collector: &collector) {
                values[key] = located(value, pair.value)
            }
        }
        return values
    }

    // MARK: Shapes

    private func name(of node: Node) -> String? {
        if case .scalar(let scalar) = node.content { scalar.text } else { nil }
    }

    private mutating func taskName(_ node: Node) -> String? {
        guard let name = name(of: node), node.scalar != .null, !name.isEmpty else {
            collector.add(code: "wrong-type", "a task's name must be a text, not \(node.kindName)", at: node.range)
            return nil
        }
        return name
    }

    private mutating func mapping(_ node: Node, what: String, example: String) -> [Node.Pair]? {
        if case .mapping(let pairs) = node.content, !pairs.isEmpty { return pairs }
        let isEmpty = if case .mapping = node.content { true } else { node.scalar == .null }
        collector.add(
            code: "wrong-type", isEmpty ? "\(what) is empty" : "\(what) must be a mapping, not \(node.kindName)",
            at: node.range, help: example)
        return nil
    }

    private mutating func badKey(_ node: Node) {
        collector.add(code: "wrong-type", "a key must be a text, not \(node.kindName)", at: node.range)
    }

    private mutating func unknownKey(_ key: String, _ node: Node, among known: [String], place: String) {
        collector.add(
            code: "unknown-key", "'\(key)' is not known \(place)", at: node.range,
            help: Self.suggestion(key, known) ?? "the keys are: \(known.joined(separator: ", "))")
    }

    private static func suggestion(_ name: String, _ known: [String]) -> String? {
        NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
    }
}
