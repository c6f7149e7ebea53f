package import DeployModel
internal import FoundationEssentials

/// A run that is over, as reports tell it.
package struct RunReport: Sendable, Hashable {
    /// How a run ended.
    package enum End: Sendable, Hashable {
        /// Everything was done.
        case finished(Outcome)
        /// It was only shown what would be done.
        case dryRun
        /// It failed; with what to do about it.
        case failed(message: String, help: String?)
        /// Somebody stopped it.
        case stopped
        /// The person at the terminal said no.
        case declined

        /// One word for it: `finished`, `dry run`, `failed`, `stopped`, `declined`.
        package var word: String {
            switch self {
            case .finished: "finished"
            case .dryRun: "dry run"
            case .failed: "failed"
            case .stopped: "stopped"
            case .declined: "declined"
            }
        }

        /// Whether what was asked for came about.
        package var isGood: Bool {
            switch self {
            case .finished, .dryRun: true
            case .failed, .stopped, .declined: false
            }
        }

        /// Why it did not come to its end; nil where it did.
        package var problem: String? {
            switch self {
            case .failed(let message, _): message
            case .stopped: "it was stopped"
            case .finished, .dryRun, .declined: nil
            }
        }
    }

    /// What was run: `deploy live`, without the place.
    package var name: String
    /// The remote side, without a password.
    package var location: String
    /// When it began, in seconds since the epoch, UTC.
    package var began: Int64
    /// The commit whose files were deployed; nil where it is not known.
    package var commit: String?
    /// Whether changes are made on both sides, or on this one.
    package var showsSide: Bool
    /// How it ended.
    package var end: End
    /// The same in one line, without a final full stop.
    package var verdict: String
    /// What happened when.
    package var record: RunRecord

    /// A report from its parts.
    package init(
        name: String, location: String, began: Int64, commit: String? = nil, showsSide: Bool = false, end: End,
        verdict: String,
        record: RunRecord
    ) {
        self.name = name
        self.location = location
        self.began = began
        self.commit = commit
        self.showsSide = showsSide
        self.end = end
        self.verdict = verdict
        self.record = record
    }

    /// What every file with a report begins with, somewhere in its first lines.
    package static let mark = "a report written by deploy"

    /// What was run, and where.
    package var title: String { "\(name): \(location)" }

    /// When it began, as `2026-11-27T22:10:03Z`.
    package var beganText: String { Date(timeIntervalSince1970: Double(began)).formatted(.iso8601) }
}
