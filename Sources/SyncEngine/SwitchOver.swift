internal import DeployModel
internal import FileTree
internal import SyncTargets

/// Puts files that wait onto their names, makes folders, and deletes, on one side.
struct SwitchOver: Sendable {
    /// Where the content of a change comes from, and where what it replaces goes.
    struct Move: Sendable {
        /// Where the new content waits; nil where there is none.
        var incoming: RelativePath?
        /// Where what is live goes; nil where it is replaced or deleted.
        var outgoing: RelativePath?
        /// What is recorded of the file once it is live.
        var file: Manifest.File?
        /// Whether nothing is left to be done, because the file was moved to another name before.
        var isTaken = false

        /// That of a file which was moved away.
        static let taken = Move(isTaken: true)
    }

    let target: any SyncTarget
    var order = SwitchOrder.any
    /// Whether a folder that cannot be deleted, because something of somebody else's is in it, stays without a word.
    var keepsFolders = false
    let applied: AppliedChanges
    let emit: @Sendable (ExecutionEvent) -> Void

    /// Carries out `changes` in their order: first what makes room, folders, files, and deletions only once everything
    /// new is there.
    ///
    /// - Parameters:
    ///   - moves: what belongs to the changes of files, by path.
    ///   - refused: changes that must not be done any more, and why.
    /// - Throws: ``TargetError``; what was done is in `applied`.
    func carryOut(
        _ changes: [Change], _ moves: [RelativePath: Move], refused: [RelativePath: TargetError] = [:]
    ) async throws {
        var failures: [TargetError] = []
        for part in phases(changes) {
            guard failures.isEmpty else { break }
            failures += part.compactMap { refused[$0.path] }
            let allowed = part.filter { refused[$0.path] == nil }
            let taken = allowed.filter { !$0.isOfFolder && moves[$0.path]?.isTaken ?? false }
            for change in taken {
                applied.add(change, nil)
                emit(.done(change))
            }
            let open = taken.isEmpty ? allowed : allowed.filter { !taken.contains($0) }
            let operations = open.map { operation(for: $0, moves[$0.path]) }
            // Renames and deletions of files do not need each other; folders are made and go in order.
            let results =
                open.contains(where: \.isOfFolder)
                ? try await target.perform(operations) : try await target.performInAnyOrder(operations)
            for (change, result) in zip(open, results) {
                switch result {
                case .done:
                    applied.add(change, change.isOfFolder ? nil : moves[change.path]?.file)
                    emit(.done(change))
                case .failed where keepsFolders && change.action == .deleteFolder: continue
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

    private func operation(for change: Change, _ move: Move?) -> TargetOperation {
        switch (change.action, move?.incoming, move?.outgoing) {
        case (.createFolder, _, _): .createFolder(change.path)
        case (.deleteFolder, _, _): .deleteFolder(change.path)
        case (.create, let incoming?, let outgoing?), (.replace, let incoming?, let outgoing?):
            .exchange(change.path, with: incoming, keeping: outgoing)
        case (.create, let incoming?, nil), (.replace, let incoming?, nil): .rename(incoming, to: change.path)
        case (.deleteFile, _, let outgoing?): .rename(change.path, to: outgoing)
        case (.deleteFile, _, nil): .deleteFile(change.path)
        case (.create, nil, _), (.replace, nil, _): preconditionFailure("\(change.path) waits nowhere")
        }
    }
}
