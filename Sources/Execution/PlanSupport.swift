package import DeployModel
package import SyncTargets

/// What a plan can say but this version cannot do: refused before anything is connected, rather than done otherwise.
package enum PlanSupport {
    /// Refuses such a plan.
    ///
    /// - Throws: ``TargetError`` that names the first thing.
    package static func check(_ plan: SyncPlan) throws(TargetError) {
        let missing: String? =
            switch plan {
            case _ where plan.usesSFTP: "sftp://"
            case _ where plan.credentials.prompt == .always: "'prompt'"
            default: nil
            }
        guard let missing else { return }
        throw TargetError(
            .refused, "this version cannot carry out \(missing) yet; nothing was done",
            help: "the task is valid; leave this out, or use pyftpsync for it until then")
    }
}
