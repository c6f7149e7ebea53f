package import FileTree

/// What one run does, complete and validated: no value is left to a default. Made by the planner, carried out by the
/// executor, printable (it holds no secret).
package struct SyncPlan: Hashable, Sendable, Codable {
    /// The task's name; nil for a command that names its folders itself.
    package var task: String?
    /// What is done.
    package var command: SyncCommand
    /// The local folder, absolute.
    package var local: String
    /// Where it goes.
    package var remote: RemoteLocation
    /// The name under which this deployment keeps its manifest on the remote.
    package var project: String
    /// Base-name patterns a file must match; empty lets all through.
    package var match: [String]
    /// Base-name patterns that stay out.
    package var exclude: [String]
    /// Whether files that are gone here are deleted there.
    package var delete: DeletePolicy
    /// What happens where both sides changed.
    package var resolve: ConflictResolution
    /// Whether the local side wins everywhere.
    package var force: Bool
    /// Whether a missing remote folder is made.
    package var createFolder: Bool
    /// The most connections at once.
    package var connections: Int
    /// Seconds without progress before an operation fails.
    package var timeout: Int
    /// Whether to stop after showing what would be done.
    package var dryRun: Bool

    /// A plan from all its parts.
    package init(
        task: String?, command: SyncCommand, local: String, remote: RemoteLocation, project: String,
        match: [String], exclude: [String], delete: DeletePolicy, resolve: ConflictResolution, force: Bool,
        createFolder: Bool, connections: Int, timeout: Int, dryRun: Bool
    ) {
        self.task = task
        self.command = command
        self.local = local
        self.remote = remote
        self.project = project
        self.match = match
        self.exclude = exclude
        self.delete = delete
        self.resolve = resolve
        self.force = force
        self.createFolder = createFolder
        self.connections = connections
        self.timeout = timeout
        self.dryRun = dryRun
    }

    /// The filter that `match` and `exclude` describe.
    package var filter: PathFilter { PathFilter(match: match, exclude: exclude) }
}

/// What a task does with its two folders.
package enum SyncCommand: String, Sendable, Hashable, CaseIterable, Codable {
    case upload
}

/// Whether and what an upload deletes on the remote.
package enum DeletePolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nothing.
    case off = "false"
    /// Everything that is not in the local folder (pyftpsync's `delete: true`).
    case all = "true"
    /// What the manifest says that this project put there.
    case owned
}

/// What happens to a path that changed on both sides.
package enum ConflictResolution: String, Sendable, Hashable, CaseIterable, Codable {
    /// Stop before the first change, and list them all.
    case ask
    /// Leave them as they are on both sides; deploy the rest.
    case skip
    /// The local side wins.
    case local
}
