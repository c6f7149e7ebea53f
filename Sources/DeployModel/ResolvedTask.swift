package import Diagnostics

/// A task with every option decided: command line over the file, the file over the defaults. Each value knows where it
/// comes from.
package struct ResolvedTask: Sendable {
    /// The task's name; nil for a command that names its folders itself.
    package var name: String?
    /// Where relative paths are seen from that nobody wrote, absolute.
    package var folder: String
    /// The files that the task was read from, by their absolute paths.
    package var files: [String]
    /// The texts of those files, for messages, and the secrets in them.
    package var sources: SourceTexts
    /// The `remote` of the file, where the command line names another: the file's password does not belong to that.
    package var replacedRemote: String?
    /// The values by option key; options without a default are missing where nobody set them.
    package var values: [String: Located<OptionValue>]
    /// The options that `common_config` alone sets: they need not make sense for every task.
    package var commonKeys: Set<String>

    /// What settings come to, with the command line's on top.
    package init(
        _ settings: TaskSettings, name: String?, folder: String, files: [String] = [],
        sources: SourceTexts = SourceTexts(), overrides: SettingsLayer = SettingsLayer()
    ) {
        let layer = overrides.over(settings.layer)
        self.name = name
        self.folder = folder
        self.files = files
        self.sources = sources
        if overrides.sets("remote"), case .value(let own)? = settings.layer.settings["remote"] {
            switch own.value {
            case .string(let text), .unresolved(let text, _): replacedRemote = text
            case .bool, .int, .list, .entries: break
            }
        }
        values = Dictionary(
            uniqueKeysWithValues: OptionTable.all.compactMap { spec in layer.value(of: spec).map { (spec.key, $0) } })
        commonKeys = Set(
            OptionTable.all.map(\.key).filter { key in
                settings.common.sets(key) && !settings.own.sets(key) && !overrides.sets(key)
            })
    }

    /// What is wrong with values that hold variables.
    package var problems: [Diagnostic] {
        OptionTable.all.flatMap { spec -> [Diagnostic] in
            if case .unresolved(_, let problems)? = values[spec.key]?.value { problems.map(sources.masked) } else { [] }
        }
    }

    /// A value of the kind bool; false where it is none.
    package func flag(_ key: String) -> Bool { values[key]?.value == .bool(true) }

    /// A value of the kind text; nil where there is none.
    package func text(_ key: String) -> String? {
        if case .string(let text)? = values[key]?.value { text } else { nil }
    }
}
