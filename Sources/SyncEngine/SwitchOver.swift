internal import DeployModel
internal import FileTree
internal import SyncTargets

/// Puts staged files onto their names, makes folders, and deletes, on one side.
struct SwitchOver: Sendable {
    let target: any SyncTarget
    let area: StagingArea
    var order = SwitchOrder.any
    let applied: AppliedChanges
    let emit: @Sendable (ExecutionEvent) -> Void

    /// Carries out `changes` in their order: first what makes room, folders, files, and deletions only once everything
    /// new is there.
    ///
    /// - Parameters:
    ///   - staged: the files that wait in the area.
    ///   - refused: changes that must not be done any more, and why.
    /// - Throws: ``TargetError``; what was done is in `applied`.
    func carryOut(
        _ changes: [Change], _ staged: [Journal.Switch], refused: [RelativePath: TargetError] = [:]
    ) async throws {
        let waiting = Dictionary(uniqueKeysWithValues: staged.map { ($0.path, $0) })
        var failures: [TargetError] = []
        for part in phases(changes) {
            guard failures.isEmpty else { break }
            failures += part.compactMap { refused[$0.path] }
            let allowed = part.filter { refused[$0.path] == nil }
            let operations = allowed.map { operation(for: $0, waiting[$0.path]) }
            // Renames and deletions of files do not need each other; folders are made and go in order.
            let results =
                allowed.contains(where: \.isOfFolder)
                ? try await target.perform(operations) : try await target.performInAnyOrder(operations)
            for (change, result) in zip(allowed, results) {
                switch result {
                case .done:
                    applied.add(change, waiting[change.path]?.file)
                    emit(.done(change))
                case .failed(let error): failures.append(error)
                }
            }
        }
        guard let first = failures.first else { return }
        let more = failures.count > 1 ? " (and \(failures.count - 1) more)" : ""
        throw TargetError(
            first.code, "\(first.message)\(more)",
            help: "mend the cause and run again to finish: what is live stays, and nothing is sent twice")
    }

    /// The changes in groups that are done one after the other.
    private func phases(_ changes: [Change]) -> [[Change]] {
        let before: [(Change) -> Bool] = [
            { $0.makesRoom && !$0.isOfFolder }, { $0.makesRoom && $0.isOfFolder }, { $0.action == .createFolder },
        ]
        let after: [(Change) -> Bool] = [
            { $0.action == .deleteFile && !$0.makesRoom }, { $0.action == .deleteFolder && !$0.makesRoom },
        ]
        let phases =
            before.map { changes.filter($0) } + order.parts(changes.filter(\.isTransfer))
            + after.map { changes.filter($0) }
        return phases.filter { !$0.isEmpty }
    }

    private func operation(for change: Change, _ staged: Journal.Switch?) -> TargetOperation {
        switch change.action {
        case .createFolder: .createFolder(change.path)
        case .create, .replace: .rename(area.path(staged?.staged ?? ""), to: change.path)
        case .deleteFile: .deleteFile(change.path)
        case .deleteFolder: .deleteFolder(change.path)
        }
    }
}
