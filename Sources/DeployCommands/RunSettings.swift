internal import DeployModel
internal import Presentation

/// How a run is shown and what it reports: the options of a task that are not part of its plan.
struct RunSettings {
    /// How much is told.
    let verbosity: Verbosity
    /// Whether colour is refused.
    let noColour: Bool
    /// Whether all is told as JSON, an object per line.
    let isJSON: Bool
    /// Whether progress is shown even where output is no terminal.
    let showsProgress: Bool
    /// Whether conflicts that were left alone make the exit code 10.
    let reportsProblems: Bool

    /// From a task, and what every command's line can say, which wins.
    init(_ task: ResolvedTask, _ output: OutputOptions, isJSON: Bool = false) {
        self.isJSON = isJSON
        let level: Int = if case .int(let level)? = task.values["verbose"]?.value { level } else { 3 }
        verbosity = output.given ?? Verbosity(level)
        noColour = output.color.map { !$0 } ?? task.flag("no_color")
        showsProgress = task.flag("progress")
        reportsProblems = task.flag("report_problems")
    }
}
