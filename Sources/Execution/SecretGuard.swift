internal import Comparison
package import DeployModel
package import FileTree
internal import SyncTargets

/// Finds what looks like a secret among the files that a run would put onto the remote for the first time.
package struct SecretGuard: Sendable {
    private let plan: SyncPlan
    private let local: any SyncTarget
    /// How much of a file is looked at, in bytes.
    private static let glance = 64 << 10

    init(_ plan: SyncPlan, local: any SyncTarget) {
        self.plan = plan
        self.local = local
    }

    /// What a file looks like by its name alone, where the plan would hold it back for that; nil for an ordinary one.
    package static func suspicion(of path: RelativePath, in plan: SyncPlan) -> String? {
        guard plan.command != .download, case .certain(let kind)? = SecretName.suspicion(of: path.name) else {
            return nil
        }
        let allowed = PathFilter(paths: plan.allowed.map(\.value))
        return plan.allowed.isEmpty || allowed.includes(path, kind: .file) ? kind : nil
    }

    /// The files to hold back, and what each looks like.
    ///
    /// - Throws: ``TargetError``.
    func secrets(in here: Snapshot, notIn there: Snapshot) async throws -> [RelativePath: String] {
        guard plan.command != .download else { return [:] }
        let allowed = PathFilter(paths: plan.allowed.map(\.value))
        var found: [RelativePath: String] = [:]
        for entry in here.files where there[entry.path] == nil {
            guard let suspicion = SecretName.suspicion(of: entry.path.name),
                plan.allowed.isEmpty || allowed.includes(entry.path, kind: .file)
            else { continue }
            switch suspicion {
            case .certain(let kind): found[entry.path] = kind
            case .possible(let kind):
                guard local.isAtHand else { continue }
                let beginning = try await BoundedReader(limit: Int64(Self.glance)).beginning(of: entry.path, in: local)
                if SecretName.isSecret(beginning) { found[entry.path] = kind }
            }
        }
        return found
    }
}
