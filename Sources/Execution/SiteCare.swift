internal import DeployModel
internal import SyncEngine
internal import SyncTargets

/// What is done around a deployment: hooks, a look at the site, and the way back where that is not as it should be.
struct SiteCare: Sendable {
    private let executor: Executor
    private let state: RemoteState
    private let isNeeded: Bool
    private let run: String
    private let origin: Manifest.Origin
    private let hooks: HookRunner
    private let maySwitch: @Sendable () async throws -> Void

    init(
        _ executor: Executor, _ prepared: Executor.Prepared, _ job: Applier.Job, run: String,
        maySwitch: @escaping @Sendable () async throws -> Void
    ) {
        self.executor = executor
        self.run = run
        self.maySwitch = maySwitch
        origin = job.origin
        state = prepared.state
        let changes = prepared.changes.changes(on: .remote)
        // One that died behind its switch had no time for it.
        isNeeded = !changes.isEmpty || prepared.state.interruptedRun != nil
        var environment = [
            "DEPLOY_RUN": run, "DEPLOY_REMOTE": executor.plan.remote.description,
            "DEPLOY_PROJECT": executor.plan.project, "DEPLOY_WRITTEN": "\(changes.count(where: \.isTransfer))",
            "DEPLOY_DELETED": "\(changes.count { $0.action == .deleteFile && $0.movedTo == nil })",
        ]
        environment["DEPLOY_TASK"] = executor.plan.task
        environment["DEPLOY_COMMIT"] = job.origin.commit
        hooks = HookRunner(executor, environment: environment)
    }

    /// What is due once all files are on the remote and none is live.
    ///
    /// - Throws: ``TargetError``.
    func beforeSwitch() async throws { try await hooks.run(.afterUpload) }

    /// Runs `body`, which deploys, with all that is due before and after it.
    ///
    /// - Throws: ``TargetError``; what `body` throws.
    func around(_ applied: AppliedChanges, _ body: () async throws -> Outcome) async throws -> Outcome {
        guard isNeeded else { return try await body() }
        do {
            try await hooks.run(.before)
            let outcome = try await body()
            try await hooks.run(.after)
            let watch = HealthWatch(executor)
            if let problem = try await watch.problem() { throw await failure(applied, problem) }
            try await watch.checkSecrecy(of: state, run: run)
            return outcome
        } catch {
            await hooks.runAfterFailure(error)
            throw error
        }
    }

    /// What a run ends with whose site is not as it should be: the deployment is taken back, or it is said why not.
    private func failure(_ applied: AppliedChanges, _ problem: String) async -> any Error {
        do {
            return try await takeBack(applied, problem)
        } catch let error as TargetError {
            return TargetError(
                error.code,
                "the new version is live, but the site is not as it should be: \(problem); it could not be taken back: \(error.message)",
                help: error.help)
        } catch {
            return error
        }
    }

    /// Takes the deployment back, if what it replaced was kept.
    ///
    /// - Returns: the error with which the run ends.
    private func takeBack(_ applied: AppliedChanges, _ problem: String) async throws -> TargetError {
        guard executor.plan.keep > 0 else {
            return TargetError(
                .refused, "the new version is live, but the site is not as it should be: \(problem)",
                help: "nothing is kept to go back to ('keep: 0'); mend it and deploy again")
        }
        executor.emit(.recovered("the site is not as it should be: the deployment is taken back"))
        let now = try await RemoteState.read(
            from: executor.remote, project: executor.plan.project, newToken: executor.environment.randomID()
        ).withSurroundings(from: executor.remote)
        let chain = now.undoChain
        guard let previous = chain.previous, let route = chain.route(to: previous) else {
            return TargetError(
                .refused, "the new version is live, but the site is not as it should be: \(problem)",
                help: "what it replaced was not kept; mend it and deploy again")
        }
        let records = try await Rollback.records(route, of: now, on: executor.remote)
        let rollback = Rollback(executor.remote, now, over: records, run: executor.environment.randomID())
        let target = now.manifest?.header.history.last { $0.run == previous }
        let job = Rollback.Job(
            order: SwitchOrder(executor.plan.switchOrder), now: executor.environment.now(),
            origin: Manifest.Origin(commit: target?.commit, author: origin.author), force: false)
        let known = try await rollback.apply(job, AppliedChanges(), maySwitch: maySwitch, emit: executor.emit)
        if let known { executor.environment.remember(known) }
        applied.forget()
        executor.emit(.takenBack)
        return TargetError(
            .refused, "the new version was taken back, because the site was not as it should be: \(problem)",
            help: "what was live before is live again; 'deploy rollback \(run.prefix(8))' brings the new version back")
    }
}
