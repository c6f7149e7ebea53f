internal import DeployModel
internal import Diagnostics
internal import FileTree
internal import JSON

/// What a webhook is told of a run that is over.
package enum WebhookBody {
    private static let version = 1

    /// The JSON object, on one line. Its `text` and `content` are the same line for people, under the names by which chat
    /// services take one (Slack, Mattermost and Rocket.Chat the first, Discord the second).
    package static func json(_ report: RunReport) -> String {
        let line = chat(
            "\(shown(report.verdict.contains(report.location) ? report.name : report.title)): \(shown(report.verdict))")
        var members: [(String, JSONValue)] = [
            ("version", .int(version)), ("text", .string(line)), ("content", .string(line)),
            ("result", .string(report.end.word)), ("name", .string(shown(report.name))),
            ("remote", .string(shown(report.location))), ("began", .string(report.beganText)),
            ("milliseconds", .int(Int((report.record.seconds * 1_000).rounded()))),
            ("commit", report.commit.map { .string($0) } ?? .null),
        ]
        switch report.end {
        case .finished(let outcome):
            members += [
                ("run", outcome.run.map { .string($0) } ?? .null), ("files_sent", .int(outcome.filesWritten)),
                ("bytes_sent", .int(Int(outcome.bytesSent))), ("files_received", .int(outcome.filesReceived)),
                ("files_deleted", .int(outcome.filesDeleted)), ("conflicts", .int(outcome.conflictsSkipped)),
            ]
        case .failed(let message, let help):
            members += [
                ("error", .string(shown(message))), ("help", help.map { .string(shown($0)) } ?? .null),
            ]
        case .dryRun, .stopped, .declined: break
        }
        return JSONValue(members: members).line
    }

    /// Chat services take no more (Discord: 2,000 characters).
    private static let longest = 1_800

    /// A text that a chat service takes, and in which nobody is called.
    private static func chat(_ text: String) -> String {
        // A gap of no width behind what begins a mention (@all, <!channel>, <@U123>).
        let quiet = text.replacing("@", with: "@\u{200B}").replacing("<", with: "<\u{200B}")
        return quiet.count > longest ? quiet.prefix(longest) + " …" : quiet
    }

    private static func shown(_ text: String) -> String {
        SecretMask.urls(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map { VisibleText.escaping(String($0)) }.joined(separator: "\n")
    }
}
