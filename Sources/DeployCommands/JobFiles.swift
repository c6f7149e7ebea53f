internal import DeployModel
internal import FoundationEssentials
internal import LocalFiles
internal import Presentation

/// The files in which a step of GitHub Actions hands on what it has to say (`GITHUB_OUTPUT`, `GITHUB_STEP_SUMMARY`); other
/// services have none.
struct JobFiles: Sendable {
    private let outputs: String?
    private let summary: String?

    /// The files that the environment names.
    init(_ environment: [String: String]) {
        func file(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        outputs = file("GITHUB_OUTPUT")
        summary = file("GITHUB_STEP_SUMMARY")
    }

    /// Adds what a run did, would do, or why it failed.
    ///
    /// - Throws: ``SystemError``.
    func add(_ report: RunReport) throws(SystemError) {
        if let outputs { try DiskFile.append(JobSummary.outputs(Self.outcome(of: report)), to: outputs) }
        guard let summary else { return }
        try DiskFile.append(JobSummary.markdown(report.title, report.verdict, report.record.changes), to: summary)
    }

    /// What was done, in numbers: a run that failed may have changed the site, a dry run has not.
    private static func outcome(of report: RunReport) -> Outcome {
        switch report.end {
        case .finished(let outcome): outcome
        case .dryRun: Outcome()
        case .failed, .stopped, .declined: report.record.outcome
        }
    }
}
