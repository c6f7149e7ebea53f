package import DeployModel
package import Diagnostics
internal import FileTree

/// Turns a task and the command line's overrides into one complete, validated plan. Pure.
package struct Planner {
    /// A plan, the password that stood in the URL, and what there is to warn about.
    package struct Result: Sendable {
        /// The plan.
        package var plan: SyncPlan
        /// The URL's password; it is not part of the plan.
        package var password: String?
        /// Warnings, each with its place.
        package var warnings: [Diagnostic]
    }

    private let settings: TaskSettings
    private let overrides: [String: OptionValue]
    private var diagnostics: [Diagnostic] = []

    /// The plan for a task of a project file; `name` nil takes the default task.
    ///
    /// - Parameters:
    ///   - overrides: values of the command line by option key; they win.
    ///   - home: the user's home folder, for `~` in `local`.
    /// - Throws: `DiagnosticsError` with every problem found.
    package static func plan(
        _ config: ProjectConfig, task name: String?, overrides: [String: OptionValue], home: String?
    ) throws(DiagnosticsError) -> Result {
        let names = config.taskNames.joined(separator: ", ")
        guard let wanted = name ?? config.defaultTask?.value ?? (config.tasks["default"] != nil ? "default" : nil)
        else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "no-task", "no task is named, and \(config.path) has no 'default_task'",
                    help: "name one of: \(names)")
            ])
        }
        guard let settings = config.tasks[wanted] else {
            let nearest = NearestName.of(wanted, among: config.taskNames)
            throw DiagnosticsError([
                Diagnostic(
                    code: "unknown-task", "\(config.path) has no task '\(wanted)'",
                    help: nearest.map { "did you mean '\($0)'?" } ?? "the tasks are: \(names)")
            ])
        }
        return try plan(settings, task: wanted, overrides: overrides, folder: config.folder, home: home)
    }

    /// The plan for settings that may come from the command line alone; relative paths are seen from `folder`.
    ///
    /// - Throws: `DiagnosticsError` with every problem found.
    package static func plan(
        _ settings: TaskSettings, task: String?, overrides: [String: OptionValue], folder: String, home: String?
    ) throws(DiagnosticsError) -> Result {
        var planner = Planner(settings: settings, overrides: overrides)
        let result = planner.resolve(task: task, folder: folder, home: home)
        guard let result, !planner.diagnostics.contains(where: { $0.severity == .error }) else {
            throw DiagnosticsError(planner.diagnostics)
        }
        return Result(plan: result.plan, password: result.password, warnings: planner.diagnostics)
    }

    private init(settings: TaskSettings, overrides: [String: OptionValue]) {
        self.settings = settings
        self.overrides = overrides
    }

    // MARK: Values

    private func value(_ key: String) -> OptionValue? {
        overrides[key] ?? settings.values[key]?.value ?? OptionTable[key]?.defaultValue
    }

    private func text(_ key: String) -> String { if case .string(let text)? = value(key) { text } else { "" } }
    private func flag(_ key: String) -> Bool { value(key) == .bool(true) }
    private func number(_ key: String) -> Int { if case .int(let number)? = value(key) { number } else { 0 } }
    private func list(_ key: String) -> [String] { if case .list(let list)? = value(key) { list } else { [] } }

    private mutating func report(
        _ code: String, _ message: String, key: String, help: String? = nil, severity: Diagnostic.Severity = .error
    ) {
        // The place belongs to the file's value, not to one of the command line that took its place.
        let place = overrides[key] == nil ? settings.values[key] : nil
        diagnostics.append(
            Diagnostic(severity, code: code, message, at: place?.range, sourceLine: place?.sourceLine, help: help))
    }

    private mutating func resolve(
        task: String?, folder: String, home: String?
    ) -> (plan: SyncPlan, password: String?)? {
        let local = localFolder(folder, home)
        let remote = remoteLocation(folder, home)
        checkProjectName()
        guard let remote, let command = SyncCommand(rawValue: text("command")) else { return nil }
        checkApart(local, remote.location)
        let delete: DeletePolicy = flag("delete") ? .all : text("delete") == "owned" ? .owned : .off
        let plan = SyncPlan(
            task: task, command: command, local: local, remote: remote.location, project: text("project"),
            match: list("match"), exclude: list("exclude"), delete: delete,
            resolve: ConflictResolution(rawValue: text("resolve")) ?? .ask, force: flag("force"),
            createFolder: flag("create_folder"), connections: number("connections"), timeout: number("timeout"),
            dryRun: flag("dry_run"))
        return (plan, remote.password)
    }

    // MARK: Checks

    private mutating func localFolder(_ folder: String, _ home: String?) -> String {
        LocalPath.resolve(expandingHome(text("local"), home, key: "local"), from: folder)
    }

    private mutating func expandingHome(_ path: String, _ home: String?, key: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        guard let home else {
            report("no-home", "'~' cannot be resolved: HOME is not set", key: key, help: "write the whole path")
            return path
        }
        return home + path.dropFirst()
    }

    private mutating func remoteLocation(_ folder: String, _ home: String?) -> RemoteURL.Parsed? {
        let written = text("remote")
        guard !written.isEmpty else {
            report("bad-remote", "'remote' is empty", key: "remote", help: "write ftp://user@host/path")
            return nil
        }
        do {
            let parsed = try RemoteURL.parse(expandingHome(written, home, key: "remote"), relativeTo: folder)
            if parsed.password != nil {
                report(
                    "password-in-url", "the URL holds a password", key: "remote",
                    help: "keep it in ~/.netrc instead, readable by you alone", severity: .warning)
            }
            return parsed
        } catch {
            report("bad-remote", "'remote' cannot be used: \(error.message)", key: "remote", help: error.help)
            return nil
        }
    }

    private mutating func checkProjectName() {
        let name = text("project")
        let isGood =
            !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        if !isGood {
            report(
                "bad-project", "'project' must be made of letters, digits, '-' and '_', at most 64, not '\(name)'",
                key: "project")
        }
    }

    private mutating func checkApart(_ local: String, _ remote: RemoteLocation) {
        guard case .folder(let path) = remote else { return }
        if LocalPath.isWithin(path, local) || LocalPath.isWithin(local, path) {
            report(
                "nested-folders",
                path == local
                    ? "'local' and 'remote' are the same folder, \(path)"
                    : "one of the two folders lies in the other: \(local) and \(path)", key: "remote",
                help: "a folder cannot be deployed into itself")
        }
    }
}
