package import Diagnostics

/// A project file as it was written, with what it includes: tasks with raw settings, each value with its place.
package struct ProjectConfig: Sendable {
    /// The file's path, as it is shown.
    package var path: String
    /// The folder that holds it, absolute.
    package var folder: String
    /// This file and all that it includes, by their absolute paths: they are not for the web server.
    package var files: [String]
    /// The texts of those files, for messages, and the secrets in them.
    package var sources: SourceTexts
    /// The name of the task to run when none is named.
    package var defaultTask: Located<String>?
    /// The tasks by name.
    package var tasks: [String: TaskSettings]
    /// The tasks' names in the order of the file; those of included files behind them.
    package var taskNames: [String]

    /// A project file from its parts.
    package init(
        path: String, folder: String, files: [String], sources: SourceTexts, defaultTask: Located<String>?,
        tasks: [String: TaskSettings],
        taskNames: [String]
    ) {
        self.path = path
        self.folder = folder
        self.files = files
        self.sources = sources
        self.defaultTask = defaultTask
        self.tasks = tasks
        self.taskNames = taskNames
    }

    /// The name of the task that runs when none is named: `default_task`, else a task named `default`.
    package var defaultTaskName: String? { defaultTask?.value ?? (tasks["default"] != nil ? "default" : nil) }

    /// The tasks that can be run, in their order.
    package var runnableNames: [String] { taskNames.filter { tasks[$0]?.isAbstract == false } }
}

/// One task: the options that it and what it inherits from set.
package struct TaskSettings: Sendable {
    /// The task's name and where it stands.
    package var name: Located<String>
    /// What it is for, in the author's words.
    package var description: String?
    /// Whether it can only be extended, not run.
    package var isAbstract: Bool
    /// Whether every value of it could be read.
    package var isSound: Bool
    /// What the task and the tasks that it extends say.
    package var own: SettingsLayer
    /// What `common_config` says; it lies below.
    package var common: SettingsLayer

    /// A task's settings.
    package init(
        name: Located<String>, description: String? = nil, isAbstract: Bool = false, isSound: Bool = true,
        own: SettingsLayer,
        common: SettingsLayer = SettingsLayer()
    ) {
        self.name = name
        self.description = description
        self.isAbstract = isAbstract
        self.isSound = isSound
        self.own = own
        self.common = common
    }

    /// Everything that is said about the task.
    package var layer: SettingsLayer { own.over(common) }
}
