internal import DeployModel
internal import Execution
internal import FileTree
internal import Planning
internal import Presentation
internal import SyncTargets

/// Making the files that are deployed.
extension Deployment {
    /// Runs the steps of `build` in the checkout, one after the other.
    ///
    /// - Throws: ``TargetError`` for the first that fails; `CancellationError`.
    func build(_ listeners: RunListeners) async throws {
        guard isOfCommit else { return }
        let world = Outside.world(in: folder, context)
        for step in planned.build {
            guard let words = step.words else { continue }
            listeners.hear(.building(step.description))
            let end = try await world.run(
                Outside.Command(words: words, environment: ["DEPLOY_BUILD": "1"], timeout: step.timeout))
            guard end.status != 0 else { continue }
            listeners.hear(.hookOutput(end.output))
            if options.verbosity < .changes, !options.isJSON {
                for line in end.output { context.err("  \(VisibleText.escaping(secrets.hide(in: line)))\n") }
            }
            let what = end.status.map { "ended with exit code \($0)" } ?? "did not end within \(step.timeout) seconds"
            throw TargetError(
                .refused, "build: \(step.description) \(what); nothing was deployed", help: "mend it and run again")
        }
        listeners.hear(.connecting)
    }
}
