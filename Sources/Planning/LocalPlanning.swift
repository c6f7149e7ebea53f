internal import DeployModel
internal import Diagnostics

/// Decides where the local side of a task lies: in a folder of this machine, or on a server of its own.
enum LocalPlanning {
    /// The location, and the password of its URL.
    static func local(_ draft: inout PlanDraft) -> (location: TreeLocation, password: String?) {
        let written = draft.text("local")
        if written.isEmpty, draft.isUsable("local") {
            draft.report(
                .badLocal, "'local' is empty", at: draft.origin("local"),
                help: "write the folder; '.' is the one that the project file is in")
        }
        guard written.contains("://") else { return (.folder(draft.path("local")), nil) }
        do {
            let parsed = try RemoteURL.parse(written, relativeTo: draft.base("local"))
            guard case .server(var folder) = parsed.location else { return (parsed.location, nil) }
            // 'tls' is about the other server; this one is spoken to as its scheme says.
            folder.tls = folder.scheme == .ftps ? parsed.port == 990 ? .implicit : .require : .off
            folder.port = parsed.port ?? folder.scheme.defaultPort(folder.tls)
            return (.server(folder), parsed.password)
        } catch {
            draft.report(
                .badLocal, "'local' cannot be used: \(error.message)", at: draft.origin("local"), help: error.help)
            return (.folder(draft.task.folder), nil)
        }
    }
}
