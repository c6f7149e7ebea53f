/// Parts of a job's log that its service folds, each with the lines of one step.
package enum LogSections: Sendable, Hashable {
    /// GitHub Actions: `::group::` and `::endgroup::` ("Workflow commands", grouping log lines).
    case github
    /// GitLab: markers that its page hides ("Expand and collapse job log sections").
    case gitlab

    /// The line that opens a part, with its end; `name` is its own in the job, `now` is in seconds since the epoch.
    func start(_ title: String, name: String, now: Int64) -> String {
        switch self {
        case .github: "::group::\(title)\n"
        case .gitlab: "\u{1B}[0Ksection_start:\(now):\(name)[collapsed=true]\r\u{1B}[0K\(title)\n"
        }
    }

    /// The line that closes it, with its end.
    func end(name: String, now: Int64) -> String {
        switch self {
        case .github: "::endgroup::\n"
        case .gitlab: "\u{1B}[0Ksection_end:\(now):\(name)\r\u{1B}[0K\n"
        }
    }
}
