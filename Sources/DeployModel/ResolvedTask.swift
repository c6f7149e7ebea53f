/// A task with every option decided: command line over the file, the file over the defaults. Each value knows where it
/// comes from.
package struct ResolvedTask: Sendable {
    /// The task's name; nil for a command that names its folders itself.
    package var name: String?
    /// Where relative paths are seen from that nobody wrote, absolute.
    package var folder: String
    /// The values by option key; options without a default are missing where nobody set them.
    package var values: [String: Located<OptionValue>]
    /// The options that `common_config` alone sets: they need not make sense for every task.
    package var commonKeys: Set<String>

    /// What settings come to, with the command line's on top.
    package init(
        _ settings: TaskSettings, name: String?, folder: String, overrides: SettingsLayer = SettingsLayer()
    ) {
        let layer = overrides.over(settings.layer)
        self.name = name
        self.folder = folder
        values = Dictionary(
            uniqueKeysWithValues: OptionTable.all.compactMap { spec in layer.value(of: spec).map { (spec.key, $0) } })
        commonKeys = Set(
            OptionTable.all.map(\.key).filter { key in
                settings.common.sets(key) && !settings.own.sets(key) && !overrides.sets(key)
            })
    }

    /// A value of the kind bool; false where it is none.
    package func flag(_ key: String) -> Bool { values[key]?.value == .bool(true) }

    /// A value of the kind text; nil where there is none.
    package func text(_ key: String) -> String? {
        if case .string(let text)? = values[key]?.value { text } else { nil }
    }
}
