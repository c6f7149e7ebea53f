/// What was found out about a server, for people and programs.
package struct ServerReport: Hashable, Sendable {
    /// What a finding means for a deployment.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// As it should be.
        case good
        /// Worth knowing; nothing has to be done.
        case note
        /// It works, but could be better.
        case advice
        /// It does not work.
        case bad
    }

    /// One thing that was looked at.
    package struct Finding: Hashable, Sendable {
        /// What it is about, in a word or two; the same in every report.
        package var topic: String
        /// What was found.
        package var value: String
        /// What it means.
        package var verdict: Verdict
        /// What to do; nil where nothing has to be done.
        package var advice: String?

        /// A finding from its parts.
        package init(_ topic: String, _ value: String, _ verdict: Verdict = .good, advice: String? = nil) {
            self.topic = topic
            self.value = value
            self.verdict = verdict
            self.advice = advice
        }
    }

    /// The server, as the user knows it.
    package var server: String
    /// The findings, in the order in which they were made.
    package var findings: [Finding] = []

    /// A report without findings.
    package init(server: String) { self.server = server }

    /// Whether a deployment can work.
    package var isUsable: Bool { !findings.contains { $0.verdict == .bad } }
}
