internal import DeployModel
internal import HTTP
internal import Presentation
internal import TLS

/// Tells webhooks how a run ended (`notify:`). What fails is tried once again, and then only told.
struct Notifier {
    private let hooks: [Webhook]

    /// Those of a task.
    init(_ hooks: [Webhook]) { self.hooks = hooks }

    /// Seconds for which an answer is waited for.
    private static let patience = 5

    /// Tells whoever wants to know of such an end. Gives what went wrong, in words.
    func tell(_ report: RunReport) async -> [String] {
        let wanted = hooks.filter { Self.isWanted($0.occasion, report.end) }
        guard !wanted.isEmpty else { return [] }
        let body = Array(WebhookBody.json(report).utf8)
        guard Task.isCancelled else { return await Self.problems(wanted, body) }
        // In a task of its own: a run that was stopped is cancelled, and its end is just what is to be told.
        return await Task { await Self.problems(wanted, body) }.value
    }

    /// Tells all of them at the same time; Ctrl-C gives up.
    private static func problems(_ hooks: [Webhook], _ body: [UInt8]) async -> [String] {
        await withTaskGroup(of: String?.self) { group in
            for hook in hooks {
                group.addTask {
                    await problem(of: hook, body).map { "notify: \(Hook.shown(hook.url)) was not told: \($0)" }
                }
            }
            return await group.reduce(into: []) { if let problem = $1 { $0.append(problem) } }.sorted()
        }
    }

    private static func isWanted(_ occasion: Webhook.Occasion, _ end: RunReport.End) -> Bool {
        switch (occasion, end) {
        case (_, .dryRun), (_, .declined): false
        case (.always, _), (_, .failed), (_, .stopped): true
        case (.changes, .finished(let outcome)): outcome.isChange
        case (.failure, .finished): false
        }
    }

    /// Why a webhook did not take it, at the second try; nil where it did.
    private static func problem(of hook: Webhook, _ body: [UInt8]) async -> String? {
        guard let first = await failure(of: hook, body) else { return nil }
        guard first.mayPass, !Task.isCancelled else { return first.reason }
        try? await Task.sleep(for: .seconds(1))
        return await failure(of: hook, body)?.reason
    }

    private static func failure(of hook: Webhook, _ body: [UInt8]) async -> (reason: String, mayPass: Bool)? {
        do {
            let request = WebRequest(
                .post, try WebURL(hook.url), headers: [WebHeader("Content-Type", "application/json")], body: body)
            let answer = try await HTTPClient(version: VersionText.version).send(request, timeout: patience)
            if (200..<300).contains(answer.status) { return nil }
            return ("it answered with the status \(answer.status)", answer.status >= 500 || answer.status == 429)
        } catch is CancellationError {
            return ("the run was stopped meanwhile", false)
        } catch let error as WebError {
            return (Hook.masked(error.message, hook.url), error.mayPass)
        } catch {
            return ("\(error)", false)
        }
    }
}
