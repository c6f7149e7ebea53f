internal import Comparison
internal import DeployModel
internal import Execution
internal import FileTree
internal import Planning
internal import Presentation
internal import SyncEngine
internal import SyncTargets

/// Looking at a site, and taking things over from it: `status`, `diff`, `pull`, `adopt`.
extension Deployment {
    /// A path that the command line names, seen from the local folder.
    ///
    /// - Throws: ``UsageError`` where it lies elsewhere.
    func path(_ text: String) throws -> RelativePath {
        try TaskPath.locate(text, in: planned.plan.localPath, from: context.currentFolder).0
    }

    /// What is live, what a run would do, and what others have changed there.
    func showStatus() async throws -> ExitStatus {
        let style = context.style(colour: options.colour)
        let (prepared, objection) = try await withExecutor(
            changingPlan: { $0.scan = .always }, emit: { _ in }
        ) { try await $0.inspect() }
        context.out(
            StatusText.render(
                prepared.changes, history: prepared.state.manifest?.header.history ?? [],
                live: prepared.state.liveState, location: planned.plan.remote, command: planned.plan.command,
                style: style, time: LocalTime.text))
        if let interruption = prepared.state.interruption {
            context.out(
                style.paint("\(interruption): the next run goes on, 'deploy rollback' takes them back", .warning) + "\n"
            )
        }
        if let objection { context.out(style.paint("A run would stop: \(objection.message)", .warning) + "\n") }
        return .success
    }

    /// Shows how a file here differs from that on the remote.
    func showDifference(_ path: RelativePath) async throws -> ExitStatus {
        let style = context.style(colour: options.colour)
        let limit = Self.differenceLimit
        return try await withExecutor(emit: { _ in }) { executor in
            let contents = try await executor.contents(of: path, limit: limit)
            switch contents {
            case (nil, nil):
                throw TargetError(
                    .notFound, "\(path) is on neither side", help: "'deploy status' names the files that differ")
            case (nil, _?): context.out("\(path) is only on the remote\n")
            case (_?, nil): context.out("\(path) is only here\n")
            case (let here?, let there?) where here == there: context.out("\(path) is the same on both sides\n")
            case (let here?, let there?):
                context.out("\(path): \(TextDifference.bytes(here, there))\n")
                context.out(TextDifference.lines(here, there, style: style))
            }
            return .success
        }
    }

    /// How much of a file is compared, in bytes.
    private static let differenceLimit: Int64 = 16 << 20

    /// Fetches what lies at or below a path on the remote, in place of what is here.
    func pull(_ path: RelativePath, force: Bool, isDryRun: Bool) async throws -> ExitStatus {
        let style = context.style(colour: options.colour)
        if !force { try await refuseToLose(path) }
        return try await telling(as: nil, onlyLooks: isDryRun, listsConflicts: true) { listeners in
            try await withExecutor(
                changingPlan: { plan in
                    plan.command = .download
                    plan.delete = .off
                    plan.deletesUnmatched = false
                }, override: { Self.pulling($0, $1, path) }, emit: { listeners.hear($0) }
            ) { executor in
                let prepared = try await executor.prepare()
                listeners.clearScreen()
                if prepared.changes.isEmpty {
                    let verdict = "Nothing to fetch: \(path) is the same on both sides, or not on the remote"
                    context.out(verdict + "\n")
                    return Ending(status: .success, end: .finished(Outcome()), verdict: verdict)
                }
                if isDryRun {
                    show(planned: prepared.changes, style)
                    return Ending(
                        status: .success, end: .dryRun, verdict: ChangeText.summary(prepared.changes),
                        planned: prepared.changes)
                }
                let outcome = try await executor.apply(prepared)
                listeners.clearScreen()
                let seconds = listeners.elapsed
                return finished(outcome, style) { style in
                    OutcomeText.render(
                        outcome, of: .download, location: planned.plan.remote, seconds: seconds, style: style)
                }
            }
        }
    }

    private static func pulling(_ pair: Pair, _ decision: Decision, _ path: RelativePath) -> Decision {
        guard pair.path.isWithin(path), pair.remote != nil else {
            return .skip(reason: "only \(path) was asked for")
        }
        if case .equal = decision { return decision }
        return .copy(to: .local, reason: "fetched from the remote")
    }

    /// Files with edits that were never deployed are not overwritten.
    private func refuseToLose(_ path: RelativePath) async throws {
        let (prepared, _) = try await withExecutor(
            changingPlan: { plan in
                // What a deployment would send are the local edits.
                plan.command = .upload
                plan.scan = .always
            }, emit: { _ in }
        ) { try await $0.inspect() }
        let edited = (prepared.changes.transfers.map(\.path) + prepared.changes.conflicts.map(\.path))
            .filter { $0.isWithin(path) }.filter { prepared.isOnBothSides($0) }.sorted()
        guard !edited.isEmpty else { return }
        let list = edited.prefix(10).map { "\n  \($0)" }.joined()
        throw TargetError(
            .refused, "the local files have changes that were never deployed; nothing was fetched:\(list)",
            help: "'deploy diff' shows them; --force loses them")
    }

    /// Records what lies on the remote as this project's.
    func adopt() async throws -> ExitStatus {
        let adoption = try await withExecutor(changingPlan: { $0.scan = .always }, emit: { _ in }) {
            try await $0.adopt()
        }
        context.out(
            """
            Adopted \(Quantity.count(adoption.files, "file")) on \(planned.plan.remote): \(adoption.equal) the same as here, \
            \(adoption.different) different, \(adoption.missingHere) not here. Nothing was sent; 'deploy status' shows what \
            a run would do.\n
            """)
        return .success
    }
}
