package import FileTree

/// What one run does, complete and validated: no value is left to a default. Made by the planner, carried out by the
/// executor, printable (it holds no secret).
package struct SyncPlan: Hashable, Sendable, Codable {
    /// The task's name; nil for a command that names its folders itself.
    package var task: String?
    /// What is done.
    package var command: SyncCommand
    /// The local folder; by its absolute path, or on another server.
    package var local: TreeLocation
    /// Where it goes.
    package var remote: TreeLocation
    /// The part of both folders that takes part; the root for all of it.
    package var scope: RelativePath
    /// The name under which this deployment keeps its manifest on the remote.
    package var project: String
    /// Where the tool's own folder lies on the remote: seen from the remote folder, or absolute where it lies outside.
    package var state: String
    /// Which names take part.
    package var rules: FilterRules
    /// Whether files that are gone here are deleted there.
    package var delete: DeletePolicy
    /// Whether what the filter leaves out is deleted on the other side.
    package var deletesUnmatched: Bool
    /// How many files may be deleted on a side.
    package var maxDelete: DeleteLimit
    /// Path patterns of files that are sent although they look like secrets.
    package var allowed: [Located<String>]
    /// What happens where both sides changed.
    package var resolve: ConflictResolution
    /// Whether the sending side wins everywhere.
    package var force: Bool
    /// Whether a missing remote folder is made.
    package var createFolder: Bool
    /// How names that differ in case are paired.
    package var caseMode: CaseMode
    /// Whether files get the time there that they have here; what is received always gets the time it has there.
    package var keepsTimes: Bool
    /// What is put in place last: groups of base-name patterns.
    package var switchOrder: [String]
    /// What happens to symbolic links of the local folder.
    package var links: SymlinkMode
    /// What is looked at on the remote.
    package var scan: ScanPolicy
    /// Whether pyftpsync's metadata of other versions is deleted.
    package var migrate: Bool
    /// Whether pyftpsync's metadata is read and kept up to date where a project has it.
    package var keepsPyftpsyncMetadata: Bool
    /// What is done before and after.
    package var site: SitePlan
    /// For how many deployments files that are named by their content stay there after they are gone here.
    package var grace: Int
    /// How many deployments can be taken back.
    package var keep: Int
    /// Before which changes the person at the terminal is asked.
    package var confirm: ConfirmPolicy
    /// Seconds to wait for another run on the same remote.
    package var wait: Int
    /// The most connections at once.
    package var connections: Int
    /// Seconds without progress before an operation fails.
    package var timeout: Int
    /// How names go over the wire.
    package var encoding: String
    /// Whether the server opens the data connections.
    package var activeMode: Bool
    /// Whom an encrypted connection trusts.
    package var certificates: CertificatePolicy
    /// Whether the host key of an SFTP server is checked.
    package var verifiesHostKeys: Bool
    /// Where passwords come from.
    package var credentials: CredentialPolicy
    /// What a listing shows.
    package var listing: ListingOptions
    /// Whether to stop after showing what would be done.
    package var dryRun: Bool
    /// Whether to tell what became of each file.
    package var classifies: Bool

    /// A plan from all its parts.
    package init(
        task: String?, command: SyncCommand, local: TreeLocation, remote: TreeLocation, scope: RelativePath,
        project: String, state: String = SyncPlan.usualState, rules: FilterRules, delete: DeletePolicy,
        deletesUnmatched: Bool,
        maxDelete: DeleteLimit = .standard, allowed: [Located<String>] = [],
        resolve: ConflictResolution, force: Bool, createFolder: Bool, caseMode: CaseMode,
        keepsTimes: Bool = false, switchOrder: [String] = [], links: SymlinkMode = .follow, scan: ScanPolicy = .auto,
        migrate: Bool,
        keepsPyftpsyncMetadata: Bool = true, site: SitePlan = SitePlan(), grace: Int = 0, keep: Int = 0,
        confirm: ConfirmPolicy = .never, wait: Int = 0,
        connections: Int, timeout: Int, encoding: String = "utf-8", activeMode: Bool,
        certificates: CertificatePolicy = CertificatePolicy(),
        verifiesHostKeys: Bool, credentials: CredentialPolicy,
        listing: ListingOptions, dryRun: Bool, classifies: Bool = false
    ) {
        self.task = task
        self.command = command
        self.local = local
        self.remote = remote
        self.scope = scope
        self.project = project
        self.state = state
        self.rules = rules
        self.delete = delete
        self.deletesUnmatched = deletesUnmatched
        self.maxDelete = maxDelete
        self.allowed = allowed
        self.resolve = resolve
        self.force = force
        self.createFolder = createFolder
        self.caseMode = caseMode
        self.keepsTimes = keepsTimes
        self.switchOrder = switchOrder
        self.links = links
        self.scan = scan
        self.migrate = migrate
        self.keepsPyftpsyncMetadata = keepsPyftpsyncMetadata
        self.site = site
        self.grace = grace
        self.keep = keep
        self.confirm = confirm
        self.wait = wait
        self.connections = connections
        self.timeout = timeout
        self.encoding = encoding
        self.activeMode = activeMode
        self.certificates = certificates
        self.verifiesHostKeys = verifiesHostKeys
        self.credentials = credentials
        self.listing = listing
        self.dryRun = dryRun
        self.classifies = classifies
    }

    /// Where the tool's own folder lies where nothing else is said: directly in the remote folder.
    package static let usualState = ".deploy"

    /// Whether a server is spoken to by SFTP.
    package var usesSFTP: Bool {
        [local, remote].contains { if case .server(let folder) = $0 { folder.scheme == .sftp } else { false } }
    }

    /// Whether the whole remote tree is listed, whatever is recorded.
    package var listsRemote: Bool {
        command != .upload || delete == .all || deletesUnmatched || force || scan == .always
    }

    /// The local folder's path; nil where it is on a server.
    package var localPath: String? { if case .folder(let path) = local { path } else { nil } }

    /// Whether names that differ in case alone mean the same.
    package var foldsCase: Bool { caseMode != .strict }

    /// The filter of this plan.
    package var filter: PathFilter { rules.filter(scope: scope) }
}

/// What a task does with its two folders.
package enum SyncCommand: String, Sendable, Hashable, CaseIterable, Codable {
    case upload, download, sync, tree

    /// The ways of settling a conflict that this command knows.
    package var resolutions: [ConflictResolution] {
        switch self {
        case .upload: [.ask, .skip, .local]
        case .download: [.ask, .skip, .remote]
        case .sync: [.ask, .skip, .local, .remote, .old, .new]
        case .tree: []
        }
    }
}

/// Whether and what a run deletes on the receiving side.
package enum DeletePolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nothing.
    case off = "false"
    /// Everything that is not in the sending folder (pyftpsync's `delete: true`).
    case all = "true"
    /// What the manifest says that this project put there.
    case owned
}

/// What an upload looks at on the remote before it changes anything.
package enum ScanPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Everything where that is needed (nothing is recorded, or what nobody recorded may be deleted), else ``touched``.
    case auto
    /// The paths that are going to be replaced or deleted.
    case touched
    /// Everything.
    case always
    /// Nothing: what is recorded is believed.
    case never
}

/// What happens to a path that changed on both sides.
package enum ConflictResolution: String, Sendable, Hashable, CaseIterable, Codable {
    /// Stop before the first change, and list them all.
    case ask
    /// Leave them as they are on both sides; do the rest.
    case skip
    /// The local side wins.
    case local
    /// The remote side wins.
    case remote
    /// The older file wins.
    case old
    /// The newer file wins.
    case new
}

/// How names that differ in case alone are paired (pyftpsync's `case`). Each side keeps its own spelling.
package enum CaseMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// By their exact spelling.
    case strict
    /// They are the same; the local spelling stands for both, and is what new files and folders get there.
    case local
    /// They are the same; the remote spelling stands for both, and is what new files and folders get here.
    case remote
}

/// Before which changes the person at the terminal is asked.
package enum ConfirmPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Before any.
    case always
    /// Where something is to be deleted.
    case deletes
    /// Before none.
    case never

    /// Whether it is asked about these changes.
    package func asks(about changes: ChangeSet) -> Bool {
        switch self {
        case .always: !changes.isEmpty
        case .deletes: changes.changes.contains { $0.isDeletion && $0.movedTo == nil }
        case .never: false
        }
    }
}

/// What happens to symbolic links of the local folder.
package enum SymlinkMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// They count as what they lead to, as long as that is inside the folder and not above the link; others are skipped.
    case follow
    /// They are skipped.
    case skip
    /// They stop the run.
    case error
}

/// Whether and how a connection is encrypted (RFC 4217).
package enum TLSMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// AUTH TLS on the normal port; without it the connection fails.
    case require
    /// TLS from the first byte, by custom on port 990.
    case implicit
    /// None.
    case off
}

/// Where passwords are looked for.
package struct CredentialPolicy: Hashable, Sendable, Codable {
    /// Whether a person is asked.
    package enum Prompt: String, Sendable, Hashable, Codable {
        /// Where nothing else is found and somebody is there.
        case whenNeeded
        /// Always, whatever is stored.
        case always
        /// Never.
        case never
    }

    /// Whether the keyring is asked.
    package var usesKeyring: Bool
    /// Whether `.netrc` is read.
    package var usesNetrc: Bool
    /// Whether a person is asked.
    package var prompt: Prompt
    /// The user, where the task and not the remote's URL names one.
    package var user: String?
    /// The absolute path of a file that holds the password.
    package var passwordFile: String?
    /// A command that prints the password; empty for none.
    package var passwordCommand: [String]
    /// Whether the password is stored in the keyring once the server has taken it.
    package var storesPassword: Bool

    /// A policy from its parts.
    package init(
        usesKeyring: Bool, usesNetrc: Bool, prompt: Prompt, user: String? = nil, passwordFile: String? = nil,
        passwordCommand: [String] = [], storesPassword: Bool = false
    ) {
        self.usesKeyring = usesKeyring
        self.usesNetrc = usesNetrc
        self.prompt = prompt
        self.user = user
        self.passwordFile = passwordFile
        self.passwordCommand = passwordCommand
        self.storesPassword = storesPassword
    }

    /// The policy for a server that the task's own user and password are not for.
    package var withoutGiven: CredentialPolicy {
        CredentialPolicy(usesKeyring: usesKeyring, usesNetrc: usesNetrc, prompt: prompt)
    }
}

/// What a listing of a tree shows.
package struct ListingOptions: Hashable, Sendable, Codable {
    /// Files too, not only folders.
    package var files: Bool
    /// Sorted by name.
    package var sorted: Bool

    /// Options of a listing.
    package init(files: Bool, sorted: Bool) {
        self.files = files
        self.sorted = sorted
    }
}

extension SyncPlan {
    /// The command line that brings back what was live before.
    package var rollbackCommand: String {
        "deploy rollback" + (task.map { " --task \(VisibleText.escaping($0))" } ?? " --remote \(remote)")
    }
}
