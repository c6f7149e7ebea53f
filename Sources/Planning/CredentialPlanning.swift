internal import DeployModel
internal import Diagnostics

/// Decides who logs in and where the password comes from, as far as the task says it.
enum CredentialPlanning {
    private static let sources = ["password", "password_file", "password_command"]

    /// The policy, and the password itself where it is written down.
    ///
    /// - Parameters:
    ///   - inURL: the password of the remote's URL.
    ///   - remote: where it leads.
    static func policy(
        _ inURL: String?, _ remote: TreeLocation?, _ draft: inout PlanDraft
    ) -> (policy: CredentialPolicy, password: Planner.Password?) {
        var policy = CredentialPolicy(
            usesKeyring: !draft.flag("no_keyring"), usesNetrc: !draft.flag("no_netrc"),
            prompt: draft.flag("prompt") ? .always : draft.flag("no_prompt") ? .never : .whenNeeded,
            storesPassword: draft.flag("store_password"))
        let isForOthers = isForOthers(draft)
        policy.user = user(remote, isForOthers, &draft)
        let password = inURL.map { Planner.Password(text: $0, origin: "the URL") }
        // The file's own passwords were warned about when it was read.
        if inURL != nil, case .commandLine = draft.origin("remote") {
            draft.report(
                .clearPassword, "the URL holds a password, which everybody on this machine can read",
                at: .builtIn, help: "keep it in the keyring ('deploy login') or in ~/.netrc", severity: .warning)
        }
        guard let source = source(isForOthers, &draft) else { return (policy, password) }
        if inURL != nil {
            draft.report(
                .contradiction, "the password is given twice: as \(draft.name(source)) and in 'remote'",
                at: draft.origin(source), notes: draft.note("remote"), help: "keep one of the two")
        }
        switch source {
        case "password": return (policy, Planner.Password(text: draft.text("password"), origin: "'password'"))
        case "password_file": policy.passwordFile = draft.path("password_file")
        default: policy.passwordCommand = draft.list("password_command").map(\.value)
        }
        return (policy, password)
    }

    /// Whether the file's user and password are for another server than the one that the command line names.
    private static func isForOthers(_ draft: PlanDraft) -> Bool {
        draft.task.replacedRemote.map { server(of: $0) != server(of: draft.text("remote")) } ?? false
    }

    private static func server(of remote: String) -> String? {
        guard let parsed = try? RemoteURL.parse(remote, relativeTo: "/"), case .server(let folder) = parsed.location
        else { return nil }
        return folder.address
    }

    private static func user(_ remote: TreeLocation?, _ isForOthers: Bool, _ draft: inout PlanDraft) -> String? {
        guard draft.isUsable("user"), !(isForOthers && !isOnCommandLine("user", draft)) else { return nil }
        let user = draft.text("user")
        guard case .server(let folder)? = remote, let named = folder.user else { return user.isEmpty ? nil : user }
        if named != user {
            draft.report(
                .contradiction,
                "the user is named twice: '\(user)' as \(draft.name("user")) and '\(named)' in 'remote'",
                at: draft.origin("user"), notes: draft.note("remote"), help: "keep one of the two")
        }
        return nil
    }

    /// The key that gives the password; nil where none does.
    private static func source(_ isForOthers: Bool, _ draft: inout PlanDraft) -> String? {
        var given = sources.filter(draft.isUsable)
        if let first = given.first(where: { isOnCommandLine($0, draft) }) { given = [first] }
        if isForOthers, let first = given.first, !isOnCommandLine(first, draft) {
            draft.report(
                .clearPassword, "the file's password is for another server and is not used",
                at: draft.origin(first), help: "store the password of this one with 'deploy login'", severity: .warning)
            return nil
        }
        if given.count > 1 {
            draft.report(
                .contradiction, "the password is given twice: as '\(given[0])' and as '\(given[1])'",
                at: draft.origin(given[0]), notes: draft.note(given[1]), help: "keep one of the two")
        }
        return given.first
    }

    private static func isOnCommandLine(_ key: String, _ draft: PlanDraft) -> Bool {
        if case .commandLine = draft.origin(key) { true } else { false }
    }
}
