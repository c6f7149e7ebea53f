internal import DeployModel
internal import Diagnostics

/// Decides whom an encrypted connection trusts.
enum CertificatePlanning {
    private static let keys = [
        "tls_verify", "tls_ca_file", "tls_server_name", "tls_fingerprint", "tls_cert", "tls_key",
    ]

    /// The policy of a task; the default one where nothing is encrypted.
    static func policy(_ remote: TreeLocation?, _ draft: inout PlanDraft) -> CertificatePolicy {
        guard case .server(let folder)? = remote, folder.tls != .off else {
            if remote != nil { warn(&draft) }
            return CertificatePolicy()
        }
        if draft.isUsable("tls_key"), !draft.isUsable("tls_cert") {
            draft.report(
                .contradiction, "\(draft.name("tls_key")) has no certificate that it belongs to",
                at: draft.origin("tls_key"), help: "name the certificate's file with 'tls_cert'")
        }
        if draft.isUsable("tls_server_name"), draft.text("tls_server_name").isEmpty {
            draft.report(
                .contradiction, "\(draft.name("tls_server_name")) is empty", at: draft.origin("tls_server_name"),
                help: "write the name that the certificate is for, or take it out")
        }
        return CertificatePolicy(
            trust: trust(&draft), serverName: draft.isUsable("tls_server_name") ? draft.text("tls_server_name") : nil,
            certificate: draft.isUsable("tls_cert") ? draft.path("tls_cert") : nil,
            key: draft.isUsable("tls_key") ? draft.path("tls_key") : nil)
    }

    private static func trust(_ draft: inout PlanDraft) -> CertificatePolicy.Trust {
        let rivals = ["tls_fingerprint", "tls_ca_file"].filter(draft.isUsable)
        if !draft.flag("tls_verify") {
            for key in rivals { contradict("tls_verify", key, "'tls_verify: false' trusts everybody", &draft) }
            return .anybody
        }
        if rivals.count > 1 {
            contradict("tls_fingerprint", "tls_ca_file", "the fingerprint alone decides, whoever signed", &draft)
        }
        if draft.isUsable("tls_fingerprint") {
            let text = draft.text("tls_fingerprint")
            if let fingerprint = Fingerprint(text) { return .fingerprint(fingerprint) }
            draft.report(
                .badFingerprint, "\(draft.name("tls_fingerprint")) must be a SHA-256 fingerprint, not '\(text)'",
                at: draft.origin("tls_fingerprint"),
                help: "64 hexadecimal digits, colons between pairs or not; the error of a run without it shows it")
        }
        return draft.isUsable("tls_ca_file") ? .file(draft.path("tls_ca_file")) : .system
    }

    private static func contradict(_ first: String, _ second: String, _ reason: String, _ draft: inout PlanDraft) {
        draft.report(
            .contradiction, "\(draft.name(first)) and \(draft.name(second)) contradict each other: \(reason)",
            at: draft.origin(first), notes: draft.note(second), help: "keep one of the two")
    }

    /// In clear text there is no certificate: what a task says of one itself has no effect.
    private static func warn(_ draft: inout PlanDraft) {
        for key in keys where draft.isUsable(key) && draft.origin(key) != .builtIn {
            guard !draft.task.commonKeys.contains(key) else { continue }
            draft.report(
                .noEffect, "\(draft.name(key)) has no effect: the connection is not encrypted", at: draft.origin(key),
                notes: draft.note("remote"), help: "write ftps:// in 'remote', or take it out", severity: .warning)
        }
    }
}
