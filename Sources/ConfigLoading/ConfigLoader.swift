package import DeployModel
package import Diagnostics

/// Reads a project file with all that it includes: text in, typed tasks out. It opens nothing itself, and every problem
/// is told at once.
package struct ConfigLoader {
    /// A file as the loader wants it.
    package struct Source: Sendable {
        /// Its path as it is shown.
        package var path: String
        /// The folder that holds it, absolute: relative paths in it are seen from here.
        package var folder: String
        /// What it holds.
        package var bytes: [UInt8]

        /// A file from its parts.
        package init(path: String, folder: String, bytes: [UInt8]) {
            self.path = path
            self.folder = folder
            self.bytes = bytes
        }

        /// The path without regard to how it is shown.
        var absolutePath: String {
            LocalPath.resolve(path.split(separator: "/").last.map(String.init) ?? path, from: folder)
        }
    }

    /// How many files one project file may bring in.
    private static let fileLimit = 100

    private let environment: [String: String]
    private let access: FileAccess
    private var collector = DiagnosticCollector()
    private var files: [String] = []
    /// Whether every file could be read; what a missing one would hold is not told as missing as well.
    private var isComplete = true

    /// Reads a project file.
    ///
    /// - Parameters:
    ///   - environment: what `${NAME}` is filled in with.
    ///   - access: reads included files.
    /// - Returns: the file, and the warnings about it.
    /// - Throws: `DiagnosticsError` with every problem found.
    package static func load(
        _ source: Source, environment: [String: String], access: @escaping FileAccess
    ) throws(DiagnosticsError) -> (ProjectConfig, warnings: [Diagnostic]) {
        let (config, found) = examine(source, environment: environment, access: access)
        guard let config, !found.contains(where: { $0.severity == .error }) else { throw DiagnosticsError(found) }
        return (config, found)
    }

    /// The same for one who wants to know everything: what could be read, also of a file with mistakes in it, and every
    /// problem.
    package static func examine(
        _ source: Source, environment: [String: String], access: @escaping FileAccess
    ) -> (ProjectConfig?, [Diagnostic]) {
        var loader = ConfigLoader(environment: environment, access: access)
        let config = loader.contents(source, chain: []).map { loader.config($0, source) }
        return (config, loader.collector.sorted)
    }

    private init(environment: [String: String], access: @escaping FileAccess) {
        self.environment = environment
        self.access = access
    }

    // MARK: Files

    /// One step of including: which file, and where the line stands.
    private struct Step {
        let path: String
        let line: Located<String>
    }

    /// What a file says, laid over what it includes; nil where it is not even YAML.
    private mutating func contents(_ source: Source, chain: [Step]) -> FileContents? {
        files.append(source.absolutePath)
        var contents: FileContents
        do {
            contents = try FileReader.read(
                source.bytes, file: source.path, folder: source.folder, environment: environment,
                collector: &collector)
        } catch {
            collector.add(error.diagnostics)
            isComplete = false
            return nil
        }
        let lower = contents.includes.compactMap { include in
            included(include, by: source, chain + [Step(path: source.absolutePath, line: include)])
        }
        // Of two included files that say the same, the later wins.
        for file in lower.reversed() { contents.lay(over: file) }
        return contents
    }

    private mutating func included(
        _ line: Located<String>, by source: Source, _ chain: [Step]
    ) -> FileContents? {
        guard !line.value.isEmpty else {
            return refuse(line, "the name of the file to include is empty", help: "write a path, or leave it out")
        }
        var written = line.value
        if written.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty {
            written = home + written.dropFirst()
        }
        let path = LocalPath.resolve(written, from: source.folder)
        if let start = chain.firstIndex(where: { $0.path == path }) {
            reportCircle(Array(chain[start...]))
            return nil
        }
        // A second time it would say the same.
        if files.contains(path) { return nil }
        guard files.count < Self.fileLimit else {
            return refuse(line, "more than \(Self.fileLimit) files are included", help: "put some of them together")
        }
        do throws(UnreadableFile) {
            let bytes = try access(path)
            return contents(
                Source(path: shown(written, by: source), folder: LocalPath.resolve("..", from: path), bytes: bytes),
                chain: chain)
        } catch {
            return refuse(
                line, "\(path) cannot be read: \(error.reason)",
                help: "the path is seen from the folder of the file it stands in, \(source.folder)")
        }
    }

    private mutating func refuse(_ line: Located<String>, _ message: String, help: String) -> FileContents? {
        collector.add(code: .badInclude, message, at: line.origin.range, help: help)
        isComplete = false
        return nil
    }

    /// The path of an included file, seen from where that of the including one is seen from.
    private func shown(_ path: String, by source: Source) -> String {
        guard !path.hasPrefix("/"), let slash = source.path.lastIndex(of: "/") else { return path }
        return source.path[...slash] + path
    }

    private mutating func reportCircle(_ chain: [Step]) {
        guard let last = chain.last else { return }
        let notes = chain.compactMap { step in
            step.line.origin.range.map { collector.note("'\(step.line.value)' is included here", at: $0) }
        }
        collector.add(
            code: .circularInclude, "files include each other in a circle", at: last.line.origin.range,
            notes: chain.count > 1 ? notes : [], help: "take one of these lines out")
    }

    // MARK: Tasks

    private mutating func config(_ contents: FileContents, _ source: Source) -> ProjectConfig {
        let names = contents.tasks.map(\.name.value)
        if !contents.hasTasks, isComplete {
            collector.add(
                code: .missingKey, "'tasks' is missing", at: .start(of: source.path),
                help: "write 'tasks:' and below it, indented, a name with 'command: upload' and 'remote: ftp://…'")
        }
        let (layers, refused) = TaskInheritance.resolve(contents.tasks, isComplete: isComplete, collector: &collector)
        var tasks: [String: TaskSettings] = [:]
        for task in contents.tasks {
            let name = task.name.value
            let refusedKeys = contents.commonRefusedKeys.union(refused[name] ?? [])
            var settings = TaskSettings(
                name: task.name, description: task.description, isAbstract: task.isAbstract ?? false,
                own: layers[name] ?? task.layer, common: contents.common)
            let hasAll = settings.isAbstract || hasRequired(settings, refused: refusedKeys)
            settings.isSound = hasAll && refusedKeys.isEmpty
            tasks[name] = settings
        }
        check(contents.defaultTask, among: contents.tasks)
        return ProjectConfig(
            path: source.path, folder: source.folder, files: files, sources: collector.sources,
            defaultTask: contents.defaultTask, tasks: tasks,
            taskNames: names)
    }

    /// Whether a task has what it must have; what is missing is told, but for values that were refused.
    private mutating func hasRequired(_ task: TaskSettings, refused: Set<String>) -> Bool {
        let layer = task.layer
        let missing = OptionTable.all.filter { $0.isRequired && !layer.sets($0.key) }
        for spec in missing where !refused.contains(spec.key) {
            collector.add(
                code: .missingKey, "the task '\(task.name.value)' has no '\(spec.key)'", at: task.name.origin.range,
                help: "add '\(spec.key): \(spec.key == "command" ? "upload" : "ftp://user@host/path")', "
                    + "or 'abstract: true' if it is only to be extended")
        }
        return missing.isEmpty
    }

    private mutating func check(_ defaultTask: Located<String>?, among tasks: [FileContents.WrittenTask]) {
        // Where there are no tasks at all, that is told already.
        guard let defaultTask, !tasks.isEmpty, isComplete else { return }
        let names = tasks.map(\.name.value)
        guard let task = tasks.first(where: { $0.name.value == defaultTask.value }) else {
            collector.add(
                code: .unknownTask, "'default_task' names '\(defaultTask.value)', which is not a task",
                at: defaultTask.origin.range,
                help: NearestName.of(defaultTask.value, among: names).map { "did you mean '\($0)'?" }
                    ?? "the tasks are: \(NameList.text(names))")
            return
        }
        guard task.isAbstract == true else { return }
        collector.add(
            code: .abstractTask, "'default_task' names '\(defaultTask.value)', which can only be extended",
            at: defaultTask.origin.range,
            notes: task.name.origin.range.map { [collector.note("it is abstract", at: $0)] } ?? [],
            help: "name a task that extends it")
    }
}

extension FileContents {
    /// Lays this file over one that it includes: of two that say the same, this one wins.
    mutating func lay(over lower: FileContents) {
        hasTasks = hasTasks || lower.hasTasks
        common = common.over(lower.common)
        commonRefusedKeys.formUnion(lower.commonRefusedKeys)
        for task in lower.tasks {
            if let index = tasks.firstIndex(where: { $0.name.value == task.name.value }) {
                tasks[index].lay(over: task)
            } else {
                tasks.append(task)
            }
        }
    }
}

extension FileContents.WrittenTask {
    fileprivate mutating func lay(over lower: FileContents.WrittenTask) {
        layer = layer.over(lower.layer)
        refusedKeys.formUnion(lower.refusedKeys)
        description = description ?? lower.description
        isAbstract = isAbstract ?? lower.isAbstract
        if parents.isEmpty { parents = lower.parents }
    }
}
