internal import DeployModel
internal import Diagnostics
internal import YAML

/// What one file says, before it is put together with what it includes and before tasks inherit.
struct FileContents {
    /// One task as it stands in a file.
    struct WrittenTask {
        var name: Located<String>
        var description: String?
        var isAbstract: Bool?
        /// The tasks it extends, in order.
        var parents: [Located<String>] = []
        var layer = SettingsLayer()
        /// Keys whose value was refused; they are told, so they are not missing as well.
        var refusedKeys: Set<String> = []
    }

    var defaultTask: Located<String>?
    var common = SettingsLayer()
    var commonRefusedKeys: Set<String> = []
    var tasks: [WrittenTask] = []
    /// The files that it includes, as they are written.
    var includes: [Located<String>] = []
    /// Whether it has the key `tasks`, even if what stands there is wrong.
    var hasTasks = false
}

/// Reads one file: every key and value is checked against the option table.
struct FileReader {
    /// The keys of the top level.
    static let topLevelKeys = ["include", "default_task", "common_config", "tasks"]
    private static let example =
        "write 'tasks:' and below it, indented, a name with 'command: upload' and 'remote: ftp://…'"

    private let reader: OptionReader
    private(set) var collector: DiagnosticCollector

    /// What a file says.
    ///
    /// - Parameters:
    ///   - folder: where relative paths in it are seen from, absolute.
    ///   - environment: what variables in texts are filled in with.
    /// - Throws: `DiagnosticsError` where it is no YAML at all.
    static func read(
        _ bytes: [UInt8], file: String, folder: String, environment: [String: String],
        collector: inout DiagnosticCollector
    ) throws(DiagnosticsError) -> FileContents {
        let root = try DocumentReader.read(bytes, file: file, sources: &collector.sources)
        let optionReader = OptionReader(environment: environment) { .file($0.range, folder: folder) }
        var reader = FileReader(reader: optionReader, collector: collector)
        let contents = reader.contents(root, file: file)
        collector = reader.collector
        return contents
    }

    private mutating func contents(_ root: Node?, file: String) -> FileContents {
        var contents = FileContents()
        // What is wrong as a whole does not lack tasks as well.
        contents.hasTasks = true
        guard let root else {
            collector.add(
                code: .emptyFile, "the file holds no tasks", at: .start(of: file), help: Self.example)
            return contents
        }
        guard case .mapping(let pairs) = root.content else {
            collector.add(
                code: .wrongType, "the file must be a mapping, not \(root.kindName)", at: root.range,
                help: Self.example)
            return contents
        }
        contents.hasTasks = false
        for pair in pairs {
            switch name(of: pair.key) {
            case "include"?: contents.includes = includes(pair.value)
            case "default_task"?: contents.defaultTask = defaultTask(pair.value)
            case "common_config"?: (contents.common, contents.commonRefusedKeys) = commonConfig(pair.value)
            case "tasks"?:
                contents.hasTasks = true
                contents.tasks = tasks(pair.value)
            case let key?:
                unknownKey(key, pair.key, among: Self.topLevelKeys, place: "at the top level")
                // What is only misspelt is not missing as well.
                if NearestName.of(key, among: Self.topLevelKeys) == "tasks" { contents.hasTasks = true }
            case nil: badKey(pair.key)
            }
        }
        return contents
    }

    // MARK: Top level

    private mutating func includes(_ node: Node) -> [Located<String>] {
        let nodes = if case .sequence(let items) = node.content { items } else { [node] }
        return nodes.compactMap { reader.text($0, what: "a file to include", collector: &collector) }
    }

    private mutating func defaultTask(_ node: Node) -> Located<String>? {
        // A task may be named 1 or yes; here it is a name as well.
        guard case .scalar(let scalar) = node.content, node.scalar != .null, !scalar.text.isEmpty else {
            collector.add(
                code: .wrongType, "'default_task' must be the name of a task, not \(node.kindName)", at: node.range,
                help: "write the name, or leave the line out")
            return nil
        }
        var plain = node
        plain.content = .scalar(Node.Scalar(text: scalar.text, isPlain: false))
        return reader.text(plain, what: "'default_task'", collector: &collector)
    }

    private mutating func commonConfig(_ node: Node) -> (SettingsLayer, Set<String>) {
        if node.scalar == .null { return (SettingsLayer(), []) }
        let help = "write the options one per line below it"
        guard let pairs = mapping(node, what: "'common_config'", help: help) else { return (SettingsLayer(), []) }
        var task = FileContents.WrittenTask(name: Located("", .builtIn))
        for pair in pairs { read(pair, into: &task, isTask: false, place: "in 'common_config'") }
        return (task.layer, task.refusedKeys)
    }

    private mutating func tasks(_ node: Node) -> [FileContents.WrittenTask] {
        guard let pairs = mapping(node, what: "'tasks'", help: Self.example) else { return [] }
        return pairs.compactMap { task($0) }
    }

    private mutating func task(_ pair: Node.Pair) -> FileContents.WrittenTask? {
        guard let name = name(of: pair.key), pair.key.scalar != .null, !name.isEmpty else {
            collector.add(
                code: .wrongType, "a task's name must be a text, not \(pair.key.kindName)", at: pair.key.range,
                help: "write a name such as 'production:'")
            return nil
        }
        let help = "write 'command: upload' and 'remote: ftp://…' below it"
        var task = FileContents.WrittenTask(name: Located(name, reader.origin(pair.key)))
        guard let own = mapping(pair.value, what: "the task '\(name)'", help: help) else {
            task.refusedKeys = Set(OptionTable.all.map(\.key))
            return task
        }
        for pair in own { read(pair, into: &task, isTask: true, place: "in the task '\(name)'") }
        return task
    }

    // MARK: Options

    private mutating func read(
        _ pair: Node.Pair, into task: inout FileContents.WrittenTask, isTask: Bool, place: String
    ) {
        guard let key = name(of: pair.key) else { return badKey(pair.key) }
        let isAddition = key.hasSuffix("+")
        let option = isAddition ? String(key.dropLast()) : key
        if isTask, !isAddition, let spec = OptionTable.structure.first(where: { $0.key == key }) {
            return readStructure(spec, pair.value, into: &task)
        }
        guard let spec = OptionTable[option], spec.isInFile, !isAddition || spec.isList else {
            return unknownOption(key, pair.key, isTask: isTask, place: place)
        }
        if pair.value.scalar == .null {
            if isAddition { return }
            task.layer.settings[key] = .removed
        } else if let value = reader.value(pair.value, for: spec, collector: &collector) {
            warnOfPassword(spec, pair.value)
            if case .list(let items) = value.value, isAddition {
                task.layer.additions[option] = items
            } else if isAddition {
                // A variable that is not set: there is no list until it is.
                task.layer.settings[option] = .value(value)
            } else {
                task.layer.settings[key] = .value(value)
            }
        } else {
            task.refusedKeys.insert(option)
        }
    }

    /// A password that is written out is used, but it does not belong into a file that goes into version control.
    private mutating func warnOfPassword(_ spec: OptionSpec, _ node: Node) {
        guard case .scalar(let scalar) = node.content else { return }
        let isWritten =
            spec.isSecret
            ? !scalar.text.contains("${")
            : spec.key == "remote" && RemoteURL.password(in: scalar.text).map { !$0.contains("${") } ?? false
        guard isWritten else { return }
        collector.add(
            .warning, code: .clearPassword, "a password is written in the file", at: node.range,
            help: "keep it in the keyring ('deploy login'), in ~/.netrc, or in a variable: ${NAME}")
    }

    private mutating func readStructure(_ spec: OptionSpec, _ node: Node, into task: inout FileContents.WrittenTask) {
        guard node.scalar != .null, let value = reader.value(node, for: spec, collector: &collector) else { return }
        switch (spec.key, value.value) {
        case ("extends", .list(let names)): task.parents = names
        case ("abstract", .bool(let flag)): task.isAbstract = flag
        case ("description", .string(let text)): task.description = text
        case ("description", .unresolved(let text, let problems)):
            // Nothing that is done depends on it.
            task.description = text
            collector.add(
                problems.map { problem in
                    var problem = problem
                    problem.severity = .warning
                    return problem
                })
        case (_, .unresolved(_, let problems)): collector.add(problems)
        default: break
        }
    }

    // MARK: Shapes

    private func name(of node: Node) -> String? {
        if case .scalar(let scalar) = node.content { scalar.text } else { nil }
    }

    private mutating func mapping(_ node: Node, what: String, help: String) -> [Node.Pair]? {
        if case .mapping(let pairs) = node.content, !pairs.isEmpty { return pairs }
        let isEmpty = if case .mapping = node.content { true } else { node.scalar == .null }
        collector.add(
            code: .wrongType, isEmpty ? "\(what) is empty" : "\(what) must be a mapping, not \(node.kindName)",
            at: node.range, help: help)
        return nil
    }

    private mutating func badKey(_ node: Node) {
        collector.add(
            code: .wrongType, "a key must be a text, not \(node.kindName)", at: node.range,
            help: "write 'key: value'; text in brackets or braces needs quotes")
    }

    private mutating func unknownOption(_ key: String, _ node: Node, isTask: Bool, place: String) {
        if let help = Self.retiredKeys[key] {
            collector.add(code: .unknownKey, "'\(key)' is not known \(place)", at: node.range, help: help)
            return
        }
        if !isTask, OptionTable.structure.contains(where: { $0.key == key }) {
            collector.add(
                code: .unknownKey, "'\(key)' cannot stand \(place): it is about one task alone", at: node.range,
                help: "move it into a task; what is here holds for all of them anyway")
            return
        }
        if key.hasSuffix("+"), OptionTable[String(key.dropLast())] != nil {
            collector.add(
                code: .unknownKey, "'\(key)': only lists can be added to", at: node.range,
                help: "write '\(key.dropLast()):'")
            return
        }
        let own = isTask ? OptionTable.structure.map(\.key) : []
        unknownKey(key, node, among: own + OptionTable.inFile.map(\.key), place: place)
    }

    /// Keys that people coming from pyftpsync may try.
    private static let retiredKeys = [
        "no_dry_run": "write 'dry_run: false', or use --execute on the command line",
        "execute": "write 'dry_run: false', or use --execute on the command line",
        "store_password": "what is stored is not decided by a project file",
    ]

    private mutating func unknownKey(_ key: String, _ node: Node, among known: [String], place: String) {
        collector.add(
            code: .unknownKey, "'\(key)' is not known \(place)", at: node.range,
            help: NearestName.of(key, among: known).map { "did you mean '\($0)'?" }
                ?? (known.count > 12
                    ? "docs/configuration.md lists the keys" : "the keys are: \(known.joined(separator: ", "))"))
    }
}
