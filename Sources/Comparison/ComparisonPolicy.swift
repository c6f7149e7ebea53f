package import DeployModel
package import FileTree

/// What a run may do.
package struct ComparisonPolicy: Sendable {
    /// Which way changes go.
    package enum Direction: Hashable, Sendable {
        /// From this side to the other one, which becomes the same.
        case oneWay(from: Side)
        /// Each side takes over what changed on the other one.
        case bothWays
    }

    /// Which way changes go.
    package var direction: Direction
    /// What is deleted on the receiving side; both ways, deletions are always taken over.
    package var delete: DeletePolicy
    /// Whether files that no `match` pattern covers are deleted on the receiving side.
    package var deletesUnmatched: Bool
    /// What happens where both sides changed.
    package var resolve: ConflictResolution
    /// Whether the sending side wins everywhere.
    package var force: Bool
    /// What was decided about single conflicts: goes before ``resolve``.
    package var answers: [RelativePath: ConflictResolution]
    /// For how many deployments files that are named by their content stay there after they are gone here.
    package var grace = 0
    /// Whether a file that has another name here than there is renamed there instead of being sent.
    package var findsMoves = false
    /// In which order files are put in place on the remote.
    package var switchOrder = SwitchOrder.any
    /// Has the last word on each file.
    package var override: (@Sendable (Pair, Decision) -> Decision)?

    /// A policy from its parts.
    package init(
        _ direction: Direction = .oneWay(from: .local), delete: DeletePolicy = .off, deletesUnmatched: Bool = false,
        resolve: ConflictResolution = .ask, force: Bool = false, answers: [RelativePath: ConflictResolution] = [:],
        override: (@Sendable (Pair, Decision) -> Decision)? = nil
    ) {
        self.direction = direction
        self.delete = delete
        self.deletesUnmatched = deletesUnmatched
        self.resolve = resolve
        self.force = force
        self.answers = answers
        self.override = override
    }

    /// The policy of a plan.
    package init(_ plan: SyncPlan) {
        let direction: Direction =
            switch plan.command {
            case .upload, .tree: .oneWay(from: .local)
            case .download: .oneWay(from: .remote)
            case .sync: .bothWays
            }
        self.init(
            direction, delete: plan.delete,
            deletesUnmatched: plan.deletesUnmatched, resolve: plan.resolve, force: plan.force)
        switchOrder = SwitchOrder(plan.switchOrder)
        grace = plan.grace
    }
}
