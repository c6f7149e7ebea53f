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
        let isJob = environment["GITHUB_ACTIONS"] == "true"
        outputs = isJob ? file("GITHUB_OUTPUT") : nil
        summary = isJob ? file("GITHUB_STEP_SUMMARY") : nil
    }

    /// Adds how a run ended.
    ///
    /// - Throws: ``SystemError``.
    func add(_ outcome: Outcome, title: String, verdict: String, changes: [Change]) throws(SystemError) {
        if let outputs { try append(JobSummary.outputs(outcome), to: outputs) }
        try add(title: title, verdict: verdict, changes: changes)
    }

    /// Adds what a run would do, or why it failed.
    ///
    /// - Throws: ``SystemError``.
    func add(title: String, verdict: String, changes: [Change]) throws(SystemError) {
        if let summary { try append(JobSummary.markdown(title, verdict, changes), to: summary) }
    }

    private func append(_ text: String, to path: String) throws(SystemError) {
        try DiskFile.append(text, to: path)
    }
}
