internal import DeployModel
internal import Diagnostics

/// Decides where a task goes, and how the connection is encrypted.
enum RemotePlanning {
    /// The location, and the password of its URL; nil after a problem.
    static func remote(_ draft: inout PlanDraft) -> (location: TreeLocation, password: String?)? {
        guard draft.isUsable("remote") else { return nil }
        let written = draft.text("remote")
        guard !written.isEmpty else {
            draft.report(
                .badRemote, "'remote' is empty", at: draft.origin("remote"), help: "write ftp://user@host/path")
            return nil
        }
        do {
            let path = draft.expandingHome(written, "remote")
            let parsed = try RemoteURL.parse(path, relativeTo: draft.base("remote"))
            guard case .server(var folder) = parsed.location else {
                refuseTLS(&draft, "'remote' is a folder of this machine")
                return (parsed.location, parsed.password)
            }
            folder.tls = tls(folder, parsed.port, &draft)
            folder.port = parsed.port ?? folder.scheme.defaultPort(folder.tls)
            return (.server(folder), parsed.password)
        } catch {
            draft.report(
                .badRemote, "'remote' cannot be used: \(error.message)", at: draft.origin("remote"), help: error.help)
            return nil
        }
    }

    private static func tls(
        _ folder: TreeLocation.ServerFolder, _ port: Int?, _ draft: inout PlanDraft
    ) -> TLSMode {
        let written = TLSMode(rawValue: draft.text("tls"))
        switch (folder.scheme, written) {
        case (.sftp, .some):
            refuseTLS(&draft, "sftp:// has its own encryption")
            return .off
        case (.sftp, nil): return .off
        case (.ftp, .implicit?):
            contradict(&draft, "'tls: implicit' and ftp://", "write ftps://, whose default on port 990 it is")
            return .implicit
        case (.ftp, _): return written ?? .off
        case (.ftps, .off?):
            contradict(
                &draft, "'tls: off' and ftps://", "write ftp:// for a connection in clear text, or take 'tls' out")
            return .require
        case (.ftps, _): return written ?? (port == 990 ? .implicit : .require)
        }
    }

    private static func contradict(_ draft: inout PlanDraft, _ what: String, _ help: String) {
        draft.report(
            .contradiction, "\(what) contradict each other", at: draft.origin("tls"), notes: draft.note("remote"),
            help: help)
    }

    private static func refuseTLS(_ draft: inout PlanDraft, _ reason: String) {
        guard draft.isUsable("tls"), !draft.task.commonKeys.contains("tls") else { return }
        draft.report(
            .contradiction, "\(draft.name("tls")) makes no sense: \(reason)", at: draft.origin("tls"),
            notes: draft.note("remote"), help: "take it out")
    }
}
