internal import DeployModel
internal import Diagnostics

/// Lays every task over the tasks that it extends.
struct TaskInheritance {
    private let tasks: [String: FileContents.WrittenTask]
    private var layers: [String: SettingsLayer] = [:]
    private var refused: [String: Set<String>] = [:]
    private var collector: DiagnosticCollector
    private let isComplete: Bool

    /// The tasks with what they inherit, without `common_config`; and per task the keys whose value was refused
    /// somewhere on the way.
    ///
    /// - Parameter isComplete: whether all files could be read; where not, the tasks in them are not told as missing.
    static func resolve(
        _ tasks: [FileContents.WrittenTask], isComplete: Bool, collector: inout DiagnosticCollector
    ) -> (layers: [String: SettingsLayer], refused: [String: Set<String>]) {
        let byName = Dictionary(tasks.map { ($0.name.value, $0) }) { first, _ in first }
        var inheritance = TaskInheritance(tasks: byName, isComplete: isComplete, collector: collector)
        for task in tasks { inheritance.resolve(task.name.value) }
        collector = inheritance.collector
        return (inheritance.layers, inheritance.refused)
    }

    private init(tasks: [String: FileContents.WrittenTask], isComplete: Bool, collector: DiagnosticCollector) {
        self.tasks = tasks
        self.isComplete = isComplete
        self.collector = collector
    }

    /// Works through a task and its ancestors with a stack of its own: a chain may have any length.
    private mutating func resolve(_ name: String) {
        var chain: [(name: String, next: Int)] = [(name, 0)]
        while let current = chain.last {
            guard layers[current.name] == nil, let task = tasks[current.name] else {
                chain.removeLast()
                continue
            }
            guard current.next < task.parents.count else {
                lay(task)
                chain.removeLast()
                continue
            }
            chain[chain.count - 1].next += 1
            let parent = task.parents[current.next]
            if let start = chain.firstIndex(where: { $0.name == parent.value }) {
                reportCircle(chain[start...].map(\.name), closing: parent)
            } else if tasks[parent.value] != nil {
                chain.append((parent.value, 0))
            } else {
                reportUnknown(parent, by: task)
            }
        }
    }

    private mutating func lay(_ task: FileContents.WrittenTask) {
        var below = SettingsLayer()
        var refusedKeys = task.refusedKeys
        for parent in task.parents {
            if let layer = layers[parent.value] { below = layer.over(below) }
            // What an unknown parent or one of a circle would have given cannot be missed as well.
            refusedKeys.formUnion(refused[parent.value] ?? Set(OptionTable.all.map(\.key)))
        }
        layers[task.name.value] = task.layer.over(below)
        refused[task.name.value] = refusedKeys
    }

    private mutating func reportUnknown(_ parent: Located<String>, by task: FileContents.WrittenTask) {
        guard isComplete, !collector.isFull else { return }
        let names = tasks.keys.filter { $0 != task.name.value }.sorted()
        collector.add(
            code: .unknownTask, "'\(task.name.value)' extends '\(parent.value)', which is not a task",
            at: parent.origin.range,
            help: NearestName.of(parent.value, among: names).map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? "there is no other task" : "the tasks are: \(NameList.text(names))"))
    }

    private mutating func reportCircle(_ names: [String], closing: Located<String>) {
        let steps = zip(names, names.dropFirst() + [closing.value])
        let notes = steps.compactMap { name, parent -> Diagnostic.Note? in
            let range = tasks[name]?.parents.first { $0.value == parent }?.origin.range
            return range.map { collector.note("'\(name)' extends '\(parent)' here", at: $0) }
        }
        let chain = (names + [closing.value]).joined(separator: " → ")
        collector.add(
            code: .circularExtends, "tasks extend each other in a circle: \(chain)", at: closing.origin.range,
            notes: names.count > 1 ? notes : [], help: "take one of these lines out")
    }
}
