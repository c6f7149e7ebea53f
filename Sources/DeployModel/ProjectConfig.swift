package import Diagnostics

/// A project file as it was written: tasks with raw settings, each value with its place.
package struct ProjectConfig: Sendable {
    /// The file's path.
    package var path: String
    /// The folder that holds it, absolute; relative paths in the file are seen from here.
    package var folder: String
    /// The name of the task to run when none is named.
    package var defaultTask: Located<String>?
    /// The tasks by name, with `common_config` below each.
    package var tasks: [String: TaskSettings]
    /// The tasks' names in the order of the file.
    package var taskNames: [String]

    /// A project file from its parts.
    package init(
        path: String, folder: String, defaultTask: Located<String>?, tasks: [String: TaskSettings],
        taskNames: [String]
    ) {
        self.path = path
        self.folder = folder
        self.defaultTask = defaultTask
        self.tasks = tasks
        self.taskNames = taskNames
    }
}

/// A value and where it was written; no range for values of the command line.
package struct Located<Value: Sendable>: Sendable {
    /// The value.
    package var value: Value
    /// Where it was written.
    package var range: SourceRange?
    /// The line it stands in, for underlining.
    package var sourceLine: String?

    /// A value with its place.
    package init(_ value: Value, at range: SourceRange? = nil, sourceLine: String? = nil) {
        self.value = value
        self.range = range
        self.sourceLine = sourceLine
    }
}

/// One task: the options it sets, by key. An option that is missing here has its default.
package struct TaskSettings: Sendable {
    /// The task's name and where it stands.
    package var name: Located<String>
    /// The values by option key.
    package var values: [String: Located<OptionValue>]

    /// A task's settings.
    package init(name: Located<String>, values: [String: Located<OptionValue>]) {
        self.name = name
        self.values = values
    }
}

/// The value of an option, checked against its type in the option table.
package enum OptionValue: Hashable, Sendable {
    case bool(Bool)
    case int(Int)
    case string(String)
    case list([String])
}
