package import DeployModel
package import Diagnostics
internal import FileTree

/// Turns a task into one complete, validated plan. Pure: what it reads, it is handed.
package enum Planner {
    /// A plan, the password that belongs to it, and what there is to warn about.
    package struct Result: Sendable {
        /// The plan.
        package var plan: SyncPlan
        /// The password of the URL or of the key `password`; it is not part of the plan.
        package var password: Password?
        /// The password of the local folder's URL, where that is on a server.
        package var localPassword: String?
        /// The commit, branch or tag whose files are deployed; nil for the folder as it is.
        package var commit: String?
        /// What makes the files out of it.
        package var build: [Hook]
        /// Who is told how a run ended.
        package var notify: [Webhook]
        /// Warnings, each with its place.
        package var warnings: [Diagnostic]
        /// The texts that the task was read from, and the secrets in them.
        package var sources: SourceTexts
    }

    /// A password that is written down.
    package struct Password: Sendable {
        /// The password.
        package var text: String
        /// Where it stands, in words.
        package var origin: String
    }

    /// The plan for a task.
    ///
    /// - Parameter access: reads the task's `ignore_file`.
    /// - Throws: `DiagnosticsError` with every problem found.
    package static func plan(
        _ task: ResolvedTask, invocation: Invocation, access: FileAccess
    ) throws(DiagnosticsError) -> Result {
        var draft = PlanDraft(task, invocation)
        let (local, localPassword) = LocalPlanning.local(&draft)
        let remote = RemotePlanning.remote(&draft)
        let (credentials, password) = CredentialPlanning.policy(remote?.password, remote?.location, &draft)
        let certificates = CertificatePlanning.policy(remote?.location, &draft)
        let scope = FolderPlanning.scope(&draft, local: local)
        let rules = FilterPlanning.rules(&draft, local: local, access)
        if let remote { FolderPlanning.checkPair(local, remote.location, &draft) }
        FolderPlanning.checkScope(scope, rules, &draft)
        checkProjectName(&draft)
        let state = remote.map { StatePlanning.place(below: $0.location, &draft) }
        let site = draft.command == .upload ? draft.site() : SitePlan()
        let commit = SourcePlanning.commit(&draft)
        let build = draft.command == .upload ? draft.build() : []
        let notify = draft.command == .tree ? [] : draft.notify()
        Contradictions.check(&draft)
        guard let remote, let state, let command = draft.command,
            !draft.diagnostics.contains(where: { $0.severity == .error })
        else {
            throw DiagnosticsError(draft.diagnostics.byPlace)
        }
        var plan = plan(
            draft, command, local: local, remote: remote.location, scope: scope, rules: rules, credentials: credentials)
        plan.state = state
        // What has its name here would be sent into it.
        if let own = RelativePath(state), state != SyncPlan.usualState { plan.rules.own.insert(own) }
        plan.certificates = certificates
        plan.site = site
        return Result(
            plan: plan, password: password, localPassword: localPassword,
            commit: commit ?? (build.isEmpty ? nil : SourcePlanning.head), build: build,
            notify: notify, warnings: draft.diagnostics.byPlace, sources: task.sources)
    }

    private static func plan(
        _ draft: PlanDraft, _ command: SyncCommand, local: TreeLocation, remote: TreeLocation, scope: RelativePath,
        rules: FilterRules, credentials: CredentialPolicy
    ) -> SyncPlan {
        let unmatched = draft.flag("delete_unmatched")
        let delete: DeletePolicy =
            draft.flag("delete") || unmatched ? .all : draft.text("delete") == "owned" ? .owned : .off
        return SyncPlan(
            task: draft.task.name, command: command, local: local, remote: remote, scope: scope,
            project: draft.text("project"), rules: rules, delete: delete, deletesUnmatched: unmatched,
            maxDelete: draft.deleteLimit, allowed: draft.list("allow"),
            resolve: ConflictResolution(rawValue: draft.text("resolve")) ?? .ask, force: draft.flag("force"),
            createFolder: draft.flag("create_folder"), caseMode: CaseMode(rawValue: draft.text("case")) ?? .strict,
            keepsTimes: command == .sync || draft.text("mtime") == "keep",
            switchOrder: draft.list("switch_order").map(\.value),
            links: SymlinkMode(rawValue: draft.text("symlinks")) ?? .follow,
            scan: ScanPolicy(rawValue: draft.text("scan")) ?? .auto, migrate: draft.flag("migrate"),
            keepsPyftpsyncMetadata: draft.flag("pyftpsync_meta"),
            grace: command == .upload ? draft.number("grace") : 0,
            keep: command == .upload ? draft.number("keep") : 0,
            confirm: ConfirmPolicy(rawValue: draft.text("confirm")) ?? .never, wait: draft.number("wait"),
            connections: draft.number("connections"), timeout: draft.number("timeout"),
            encoding: draft.text("encoding"), activeMode: draft.flag("ftp_active"),
            verifiesHostKeys: !draft.flag("no_verify_host_keys"),
            credentials: credentials,
            listing: ListingOptions(files: draft.flag("files"), sorted: draft.flag("sort")),
            dryRun: draft.flag("dry_run"), classifies: draft.text("debug") == "classify")
    }

    private static func checkProjectName(_ draft: inout PlanDraft) {
        guard draft.isUsable("project") else { return }
        let name = draft.text("project")
        let isGood =
            !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        guard !isGood else { return }
        draft.report(
            .badProject, "'project' must be made of letters, digits, '-' and '_', at most 64, not '\(name)'",
            at: draft.origin("project"), help: "such as 'blog' or 'site-2'")
    }
}
