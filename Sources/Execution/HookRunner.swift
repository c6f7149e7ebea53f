internal import DeployModel
internal import FileTree
internal import SyncTargets

/// Carries out the hooks of a plan.
struct HookRunner: Sendable {
    private let hooks: [HookMoment: [Hook]]
    private let remote: any SyncTarget
    /// The command that takes the deployment back; nil where nothing was kept.
    private let wayBack: String?
    private let outside: Outside
    private let environment: [String: String]
    private let emit: @Sendable (ExecutionEvent) -> Void

    init(
        _ executor: Executor, environment: [String: String]
    ) {
        hooks = executor.plan.site.hooks
        remote = executor.remote
        wayBack = executor.plan.keep > 0 ? executor.plan.rollbackCommand : nil
        outside = executor.environment.outside
        emit = executor.emit
        self.environment = environment
    }

    /// Carries out the hooks of a moment, one after the other.
    ///
    /// - Throws: ``TargetError`` for the first that fails; the ones behind it are left out.
    func run(_ moment: HookMoment) async throws {
        for hook in hooks[moment, default: []] {
            emit(.hook(moment, hook.description))
            if let problem = try await problem(with: hook) {
                throw TargetError(
                    .refused, "the hook '\(moment.rawValue)' failed: \(hook.description): \(problem)",
                    help: help(moment))
            }
        }
    }

    private func help(_ moment: HookMoment) -> String {
        switch moment {
        case .before: "no file was changed; mend it and run again"
        case .afterUpload: "the site is as it was; what was uploaded is used by the next run"
        case .after:
            "the new version is live; " + (wayBack.map { "'\($0)' takes it back" } ?? "mend it and run again")
        case .onFailure: "the run had failed before"
        }
    }

    /// The same where something failed already: what goes wrong is only told. `error` is why.
    func runAfterFailure(_ error: any Error) async {
        let runner = HookRunner(
            copying: self, environment: environment.merging(["DEPLOY_ERROR": "\(error)"]) { $1 })
        do {
            try await runner.run(.onFailure)
        } catch {
            emit(.hookOutput(["\(error)"]))
        }
    }

    private init(copying other: HookRunner, environment: [String: String]) {
        (hooks, remote, outside, emit) = (other.hooks, other.remote, other.outside, other.emit)
        wayBack = other.wayBack
        self.environment = environment
    }

    // MARK: Kinds

    private func problem(with hook: Hook) async throws -> String? {
        switch hook.action {
        case .shell(let line): return try await command(["/bin/sh", "-c", line], hook.timeout)
        case .program(let words): return try await command(words, hook.timeout)
        case .request(let url, let method, let body, let status):
            let request = Outside.Request(url: url, method: method, body: body, timeout: hook.timeout)
            do {
                let answer = try await outside.fetch(request)
                return answer.status == status ? nil : "the answer has the status \(answer.status), not \(status)"
            } catch let failure as Outside.Failure {
                return Hook.masked(failure.reason, url)
            }
        case .makeFolder(let path): return try await perform((path.ancestors + [path]).map { .createFolder($0) })
        case .rename(let path, let newPath): return try await perform([.rename(path, to: newPath)])
        case .delete(let path): return try await perform([.deleteFile(path)])
        case .setMode(let path, let mode): return try await perform([.setMode(path, mode)])
        case .purge(let path): return try await purge(path)
        }
    }

    private func command(_ words: [String], _ timeout: Int) async throws -> String? {
        do {
            let end = try await outside.run(
                Outside.Command(words: words, environment: environment, timeout: timeout))
            if !end.output.isEmpty { emit(.hookOutput(end.output)) }
            guard let status = end.status else { return "it was ended after \(timeout) seconds" }
            return status == 0 ? nil : "exit code \(status)"
        } catch let failure as Outside.Failure {
            return failure.reason
        }
    }

    private func perform(_ operations: [TargetOperation]) async throws -> String? {
        try await remote.perform(operations).lazy.compactMap(\.failure).first?.message
    }

    /// Deletes what is in a folder, the folder itself stays; one that is missing is empty. Nothing is deleted through a
    /// link, nor in a folder that holds a deployment of its own.
    private func purge(_ folder: RelativePath) async throws -> String? {
        guard try await remote.listedEntries(at: [folder])[0]?.kind == .folder else { return nil }
        var files: [RelativePath] = []
        var folders: [RelativePath] = []
        var waiting = [folder]
        while let next = waiting.popLast() {
            for entry in try await remote.list(next).entries {
                if PathFilter.stateNames.contains(entry.path.name) { return "\(next) holds a deployment of its own" }
                if entry.kind == .folder {
                    folders.append(entry.path)
                    waiting.append(entry.path)
                } else {
                    files.append(entry.path)
                }
            }
        }
        let refused = try await remote.performInAnyOrder(files.map { .deleteFile($0) }).lazy.compactMap(\.failure).first
        if let refused { return refused.message }
        return try await perform(folders.sorted { $1.depth < $0.depth }.map { .deleteFolder($0) })
    }
}
