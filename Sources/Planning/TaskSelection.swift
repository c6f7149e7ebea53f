package import DeployModel
package import Diagnostics

extension ResolvedTask {
    /// What a task of a project file comes to; `name` nil takes the default task.
    ///
    /// - Parameter overrides: what the command line says.
    /// - Throws: `DiagnosticsError` where there is no such task, or it can only be extended.
    package init(
        _ config: ProjectConfig, task name: String?, overrides: SettingsLayer = SettingsLayer()
    ) throws(DiagnosticsError) {
        let names = NameList.text(config.runnableNames)
        guard let wanted = name ?? config.defaultTaskName else {
            throw DiagnosticsError([
                Diagnostic(
                    code: .noTask, "no task is named, and \(config.path) has no 'default_task'",
                    help: names.isEmpty
                        ? "it has only abstract tasks: write one that extends them" : "name one of: \(names)")
            ])
        }
        guard let settings = config.tasks[wanted] else {
            throw DiagnosticsError([
                Diagnostic(
                    code: .unknownTask, "\(config.path) has no task '\(wanted)'",
                    help: NearestName.of(wanted, among: config.runnableNames).map { "did you mean '\($0)'?" }
                        ?? "the tasks are: \(names)")
            ])
        }
        guard !settings.isAbstract else {
            let origin = settings.name.origin
            throw DiagnosticsError([
                Diagnostic(
                    code: .abstractTask, "'\(wanted)' is abstract: it can only be extended", at: origin.range,
                    excerpt: config.sources.excerpt(at: origin.range),
                    help: names.isEmpty ? "write a task that extends it" : "the tasks that can be run are: \(names)")
            ])
        }
        self.init(
            settings, name: wanted, folder: config.folder, files: config.files, sources: config.sources,
            overrides: overrides)
    }
}
