package import DeployModel
internal import Diagnostics
internal import FileTree

/// The tasks of a project file, a line each.
package enum TaskListText {
    /// The lines: name, command, remote without its password, and the first line of the description. `*` marks the
    /// default task; abstract ones come last.
    package static func render(_ config: ProjectConfig, style: Style) -> String {
        let tasks = config.taskNames.compactMap { config.tasks[$0] }
        let rows = (tasks.filter { !$0.isAbstract } + tasks.filter(\.isAbstract)).map { task in
            Row(task, isDefault: task.name.value == config.defaultTaskName, config.sources)
        }
        let width = rows.map(\.name.count).max() ?? 0
        let commandWidth = rows.map(\.command.count).max() ?? 0
        let remoteWidth = min(60, rows.filter { !$0.description.isEmpty }.map(\.remote.count).max() ?? 0)
        return rows.map { row in
            var line = row.isDefault ? style.paint("* ", .good) : "  "
            line += style.paint(padded(row.name, width), row.isAbstract ? .faint : .strong)
            line += "  " + padded(row.command, commandWidth)
            line += "  " + padded(row.remote, row.description.isEmpty ? 0 : remoteWidth)
            if !row.description.isEmpty { line += "  " + style.paint(row.description, .faint) }
            return trimmed(line) + "\n"
        }.joined()
    }

    private struct Row {
        let name: String
        let command: String
        let remote: String
        let description: String
        let isDefault: Bool
        let isAbstract: Bool

        init(_ task: TaskSettings, isDefault: Bool, _ sources: SourceTexts) {
            let resolved = ResolvedTask(task, name: nil, folder: "")
            name = VisibleText.escaping(task.name.value)
            isAbstract = task.isAbstract
            command = isAbstract ? "(abstract)" : OptionText.text(resolved.values["command"], key: "command", sources)
            remote = OptionText.text(resolved.values["remote"], key: "remote", sources)
            description = VisibleText.escaping(
                sources.masked(task.description ?? "").split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
            self.isDefault = isDefault
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
