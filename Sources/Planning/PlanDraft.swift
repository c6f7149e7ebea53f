internal import DeployModel
internal import Diagnostics
internal import FileTree

/// A plan in the making: the task's values by type, and the problems found so far.
struct PlanDraft {
    let task: ResolvedTask
    let invocation: Invocation
    private(set) var diagnostics: [Diagnostic] = []

    init(_ task: ResolvedTask, _ invocation: Invocation) {
        self.task = task
        self.invocation = invocation
        diagnostics = task.problems
        for spec in OptionTable.all {
            // The file's own lack is told by its loader; this is what the command line took away.
            if spec.isRequired, task.values[spec.key] == nil {
                diagnostics.append(
                    Diagnostic(
                        code: .missingKey, "the task has no '\(spec.key)' any more", help: "--set took it away"))
            }
        }
    }

    /// What the task does; nil where that is not known, so that nothing is taken for an upload.
    var command: SyncCommand? { SyncCommand(rawValue: text("command")) }

    // MARK: Values

    func text(_ key: String) -> String {
        if case .string(let text)? = task.values[key]?.value { text } else { "" }
    }
    func flag(_ key: String) -> Bool { task.values[key]?.value == .bool(true) }
    func number(_ key: String) -> Int { if case .int(let number)? = task.values[key]?.value { number } else { 0 } }
    var deleteLimit: DeleteLimit {
        if case .int(let number)? = task.values["max_delete"]?.value { return .count(number) }
        return DeleteLimit(text("max_delete")) ?? .standard
    }
    func list(_ key: String) -> [Located<String>] {
        if case .list(let list)? = task.values[key]?.value { list } else { [] }
    }

    func entries(_ key: String) -> [OptionEntry] {
        if case .entries(let entries)? = task.values[key]?.value { entries } else { [] }
    }

    /// Whether a value is there and every variable in it is set; what is not is told already.
    func isUsable(_ key: String) -> Bool {
        if case .unresolved? = task.values[key]?.value { false } else { task.values[key] != nil }
    }

    func origin(_ key: String) -> Origin { task.values[key]?.origin ?? .builtIn }

    // MARK: Problems

    mutating func report(
        _ code: DiagnosticCode, _ message: String, at origin: Origin, notes: [Diagnostic.Note] = [],
        help: String? = nil, severity: Diagnostic.Severity = .error
    ) {
        diagnostics.append(
            task.sources.masked(
                Diagnostic(
                    severity, code: code, message, at: origin.range, excerpt: task.sources.excerpt(at: origin.range),
                    notes: notes, help: help)))
    }

    /// A note on where an option is set, if that is in a file.
    func note(_ key: String) -> [Diagnostic.Note] {
        origin(key).range.map {
            [Diagnostic.Note("'\(key)' is set here", at: $0, excerpt: task.sources.excerpt(at: $0))]
        } ?? []
    }

    /// What an option is called where it was given: `'delete'`, or `--delete` on the command line.
    func name(_ key: String) -> String {
        if case .commandLine(let option) = origin(key) { option } else { "'\(key)'" }
    }

    // MARK: Paths

    /// The absolute path of a value: seen from the folder of the file it stands in, or from the current folder if it was
    /// given on the command line.
    mutating func path(_ key: String) -> String {
        LocalPath.resolve(expandingHome(text(key), key), from: base(key))
    }

    func base(_ key: String) -> String {
        switch origin(key) {
        case .file(_, let folder): folder
        case .commandLine: invocation.currentFolder
        case .builtIn: task.folder
        }
    }

    /// The path with a `~` in front as the home folder.
    mutating func expandingHome(_ path: String, _ key: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        guard let home = invocation.home else {
            report(
                .noHome, "'~' cannot be resolved: HOME is not set", at: origin(key), help: "write the whole path")
            return path
        }
        return home + path.dropFirst()
    }
}
