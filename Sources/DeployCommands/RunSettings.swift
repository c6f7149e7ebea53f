internal import DeployModel
internal import Presentation

/// How a run is shown and what it reports: the options of a task that are not part of its plan.
struct RunSettings {
    /// How much is told.
    let verbosity: Verbosity
    /// Whether colour is asked for or refused; nil for where it fits.
    let colour: Bool?
    /// Whether all is told as JSON, an object per line.
    let isJSON: Bool
    /// Whether progress is shown even where output is no terminal.
    let showsProgress: Bool
    /// Whether conflicts that were left alone make the exit code 10.
    let reportsProblems: Bool
    /// Where what the run does is written down besides.
    let reports: ReportFiles

    /// From a task, and what every command's line can say, which wins.
    init(
        _ task: ResolvedTask, _ output: OutputOptions, isJSON: Bool = false, reports: ReportFiles = ReportFiles()
    ) {
        self.isJSON = isJSON
        self.reports = reports
        let level: Int = if case .int(let level)? = task.values["verbose"]?.value { level } else { 3 }
        verbosity = output.given ?? Verbosity(level)
        colour = output.color ?? (task.flag("no_color") ? false : nil)
        showsProgress = task.flag("progress")
        reportsProblems = task.flag("report_problems")
    }
}
