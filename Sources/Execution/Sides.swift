internal import DeployModel
internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// Both sides of a run as they were read, in one spelling of their names.
struct Sides: Sendable {
    /// The local folder; spoken to in that spelling.
    let local: any SyncTarget
    /// Where it goes, likewise.
    let remote: any SyncTarget
    /// The tree here.
    let here: Snapshot
    /// The tree there.
    let there: Snapshot
    /// The SHA-256 of the local files, where that costs no transfer.
    let hashes: [RelativePath: String]
    /// What the tool keeps there.
    let state: RemoteState
    /// The tree there with the names as they are written there.
    let listed: Snapshot
    private let foldsCase: Bool
    private let remoteAliases: NameAliases?

    /// The sides as they write their names themselves; the plan says whose spelling stands for both.
    init(
        plan: SyncPlan, local: (target: any SyncTarget, tree: Snapshot, hashes: [RelativePath: String]),
        remote: (target: any SyncTarget, tree: Snapshot), state: RemoteState
    ) {
        self.state = state
        listed = remote.tree
        foldsCase = plan.foldsCase
        let (own, other) = plan.caseMode == .remote ? (remote.tree, local.tree) : (local.tree, remote.tree)
        let aliases = NameAliases(own.entries.keys, other: other.entries.keys, foldsCase: foldsCase)
        let isLocalNamed = plan.caseMode == .remote && !aliases.isEmpty
        let isRemoteNamed = plan.caseMode != .remote && !aliases.isEmpty
        self.local = isLocalNamed ? AliasedTarget(local.target, aliases) : local.target
        self.remote = isRemoteNamed ? AliasedTarget(remote.target, aliases) : remote.target
        here = isLocalNamed ? local.tree.named(by: aliases) : local.tree
        there = isRemoteNamed ? remote.tree.named(by: aliases) : remote.tree
        remoteAliases = isRemoteNamed ? aliases : nil
        hashes =
            isLocalNamed
            ? Dictionary(local.hashes.map { (aliases.name($0.key), $0.value) }) { first, _ in first } : local.hashes
    }

    /// How a path is written there.
    func original(_ path: RelativePath) -> RelativePath { remoteAliases?.original(path) ?? path }

    /// How a record writes the names of these trees.
    func aliases(of base: SyncBase) -> NameAliases {
        NameAliases(
            Set(here.entries.keys).union(there.entries.keys), other: base.names, foldsCase: foldsCase)
    }
}
