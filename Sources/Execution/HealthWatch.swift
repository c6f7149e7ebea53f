internal import DeployModel
internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// Looks at the site as its visitors see it, once a new version is live.
struct HealthWatch: Sendable {
    private let site: SitePlan
    private let remote: any SyncTarget
    private let environment: Executor.Environment
    private let emit: @Sendable (ExecutionEvent) -> Void

    init(_ executor: Executor) {
        site = executor.plan.site
        remote = executor.remote
        environment = executor.environment
        emit = executor.emit
    }

    /// Seconds that one look may take, and between two looks.
    private static let patience = 10
    private static let pause = 1.0

    /// Fetches all pages, each as often as its time allows.
    ///
    /// - Returns: the words of what is wrong with the first page that is not as it should be; nil where all are.
    /// - Throws: `CancellationError`.
    func problem() async throws -> String? {
        for check in site.health {
            let problem = try await lastProblem(check)
            emit(.checked(url: check.url, problem: problem))
            if let problem { return "\(check.url): \(problem)" }
        }
        return nil
    }

    private func lastProblem(_ check: HealthCheck) async throws -> String? {
        let end = environment.outside.uptime() + Double(check.within)
        while true {
            guard let problem = try await problem(check) else { return nil }
            if environment.outside.uptime() + Self.pause > end { return problem }
            try await environment.outside.pause(Self.pause)
        }
    }

    private func problem(_ check: HealthCheck) async throws -> String? {
        let answer: Outside.Answer
        do {
            answer = try await environment.outside.fetch(Outside.Request(url: check.url, timeout: Self.patience))
        } catch let failure as Outside.Failure {
            return failure.reason
        }
        guard answer.status == check.status else { return "it has the status \(answer.status), not \(check.status)" }
        guard let text = check.contains, !String(decoding: answer.body, as: UTF8.self).contains(text) else {
            return nil
        }
        return "it does not hold '\(text)'"
    }

    /// Makes sure that nobody can fetch the tool's own folder, neither its list of names nor a record.
    ///
    /// - Throws: ``TargetError`` with the way out; `CancellationError`.
    func checkSecrecy(of state: RemoteState, run: String) async throws {
        let place = remote.statePlace
        // What lies outside of the remote folder has no address in the site.
        guard let url = site.url, !place.hasPrefix("/") else { return }
        let head = state.layout.head.text.dropFirst(StateLayout.folder.text.count)
        let looks = [("\(place)/", state.layout.token), ("\(place)\(head)", run)]
        for (path, secret) in looks {
            guard
                let answer = try? await environment.outside.fetch(
                    Outside.Request(url: url + path, timeout: Self.patience))
            else { continue }
            guard (200..<300).contains(answer.status),
                String(decoding: answer.body, as: UTF8.self).contains(secret)
            else { continue }
            throw TargetError(
                .refused,
                "the new version is live, but the tool's own folder can be read over HTTP: \(url)\(place)/",
                help:
                    "refuse it in the web server: nginx 'location ~ /\(place.replacing(".", with: "\\.")) { deny all; }', Apache 'AllowOverride All' for the .htaccess in it"
            )
        }
        try Task.checkCancellation()
    }
}
