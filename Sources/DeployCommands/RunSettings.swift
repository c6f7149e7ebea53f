internal import DeployModel
internal import Presentation

/// How a run is shown and where it looks for passwords: the options of a task that are not part of its plan.
struct RunSettings {
    /// How much is told.
    let verbosity: Verbosity
    /// Whether colour is refused.
    let noColour: Bool
    /// Whether `.netrc` is left alone.
    let noNetrc: Bool

    /// From a task's settings and the command line, which wins.
    init(_ settings: TaskSettings?, _ overrides: [String: OptionValue], _ output: OutputOptions) {
        func value(_ key: String) -> OptionValue? { overrides[key] ?? settings?.values[key]?.value }
        let level: Int = if case .int(let level)? = value("verbose") { level } else { 3 }
        verbosity = output.given ?? Verbosity(level)
        noColour = output.color.map { !$0 } ?? (value("no_color") == .bool(true))
        noNetrc = value("no_netrc") == .bool(true)
    }
}
