package import DeployModel
internal import FileTree

extension SyncPlan {
    /// What runs without any option: a test changes what it is about.
    package static func plain(
        _ command: SyncCommand, from local: TreeLocation = .folder("/here"), to remote: TreeLocation = .folder("/there")
    ) -> SyncPlan {
        SyncPlan(
            task: nil, command: command, local: local, remote: remote, scope: .root, project: "site",
            rules: FilterRules(), delete: .off, deletesUnmatched: false, resolve: .ask, force: false,
            createFolder: false, caseMode: .strict, keepsTimes: command == .sync, migrate: false, connections: 3,
            timeout: 30, activeMode: false, verifiesHostKeys: true,
            credentials: CredentialPolicy(usesKeyring: false, usesNetrc: false, prompt: .never),
            listing: ListingOptions(files: false, sorted: false), dryRun: false)
    }
}
