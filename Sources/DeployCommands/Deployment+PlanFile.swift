internal import DeployModel
internal import Execution
internal import Planning
internal import Presentation
internal import SyncTargets

/// Plans that are looked at before they are carried out: `run --save-plan` and `apply`.
extension Deployment {
    /// Shows what a run would do, and keeps it in a file.
    func savePlan(to path: String) async throws -> ExitStatus {
        let style = context.style(colour: options.colour)
        let showsSide = planned.plan.command != .upload
        return try await telling(as: runName(), onlyLooks: true, listsConflicts: true, showsSide: showsSide) {
            listeners in
            try await build(listeners)
            try check()
            let keepOut: (inout SyncPlan) -> Void = { $0.keepOut([path]) }
            return try await withExecutor(changingPlan: keepOut, emit: { listeners.hear($0) }) { executor in
                let prepared = try await executor.prepare()
                let ending = showDryRun(prepared, listeners, style)
                try PlanFile(path).write(SavedPlan(planned.plan, prepared.changes) { prepared.replaced(by: $0) })
                if !options.isJSON {
                    context.out("The plan is kept in \(path): 'deploy apply \(path)' carries it out\n")
                }
                return ending
            }
        }
    }

    /// Carries a kept plan out, if it still comes to the same.
    func apply(_ saved: SavedPlan, from file: String) async throws -> ExitStatus {
        guard saved.plan.remote == planned.plan.remote, saved.plan.local == planned.plan.local else {
            throw TargetError(
                .refused,
                "the plan is for \(saved.plan.local) and \(saved.plan.remote), the task for \(planned.plan.local) and \(planned.plan.remote) by now",
                help: "make a new plan: deploy run --save-plan FILE")
        }
        var own = saved.plan
        own.site = planned.plan.site
        own.keepOut([file] + options.reports.paths)
        let plan = own
        let style = context.style(colour: options.colour)
        return try await telling(
            as: runName(), onlyLooks: plan.dryRun, listsConflicts: true, showsSide: plan.command != .upload
        ) { listeners in
            try await withExecutor(changingPlan: { $0 = plan }, emit: { listeners.hear($0) }) { executor in
                let prepared = try await executor.prepare()
                let now = SavedPlan(plan, prepared.changes) { prepared.replaced(by: $0) }
                let differences = saved.differences(from: now)
                guard differences.isEmpty else {
                    listeners.clearScreen()
                    let shown = differences.prefix(20).map { "\n  \($0)" }.joined()
                    let more = differences.count > 20 ? "\n  … and \(differences.count - 20) more" : ""
                    throw TargetError(
                        .refused, "something changed since the plan was made; nothing was done:\(shown)\(more)",
                        help: "make a new plan: deploy run --save-plan FILE")
                }
                let outcome = try await executor.apply(prepared)
                listeners.clearScreen()
                return finish(outcome, listeners, style)
            }
        }
    }
}
