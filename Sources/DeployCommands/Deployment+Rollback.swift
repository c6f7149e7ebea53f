internal import DeployModel
internal import Execution
internal import Planning
internal import Presentation
internal import SyncEngine

/// Going back: `history` and `rollback`.
extension Deployment {
    /// How a way back is gone.
    struct RollbackSettings {
        /// Whether it is only shown.
        let isDryRun: Bool
        /// Whether files that somebody else has changed go as well.
        let force: Bool
        /// Seconds to wait for another run; nil for what the task says.
        let wait: Int?
    }

    /// Shows what was deployed to the plan's remote.
    func showHistory() async throws -> ExitStatus {
        let state = try await withExecutor(emit: { _ in }) { try await $0.readState() }
        context.out(
            HistoryText.render(
                state.manifest?.header.history ?? [], live: state.liveState, reachable: state.undoChain.reachable,
                location: planned.plan.remote, style: context.style(colour: options.colour), time: LocalTime.text))
        if let interruption = state.interruption { context.out("\(interruption)\n") }
        return .success
    }

    /// Brings back what was live before.
    func rollback(to run: String?, _ settings: RollbackSettings) async throws -> ExitStatus {
        let style = context.style(colour: options.colour)
        return try await telling(
            as: runName("rollback"), isDeployment: false, onlyLooks: settings.isDryRun, listsConflicts: false
        ) { listeners in
            try await withExecutor(
                changingPlan: { plan in
                    plan.force = settings.force
                    if let wait = settings.wait { plan.wait = wait }
                }, emit: { listeners.hear($0) }
            ) { executor in
                if settings.isDryRun {
                    let prepared = try await executor.prepareRollback(to: run)
                    listeners.clearScreen()
                    show(planned: prepared.changes, style, isWayBack: true)
                    let summary = ChangeText.summary(prepared.changes, isWayBack: true)
                    return Ending(
                        status: .success, end: .dryRun, verdict: "Dry run, nothing was changed: \(summary)",
                        planned: prepared.changes)
                }
                let (outcome, target) = try await executor.rollback(to: run)
                listeners.clearScreen()
                let seconds = listeners.elapsed
                return finished(outcome, style) { style in
                    OutcomeText.rollback(
                        outcome, to: target, location: planned.plan.remote, seconds: seconds, style: style,
                        time: LocalTime.text)
                }
            }
        }
    }
}
