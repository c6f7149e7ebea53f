package import DeployModel
package import SyncTargets

/// What a plan can say but this version cannot do: refused before anything is connected, rather than done otherwise.
package enum PlanSupport {
    /// Refuses such a plan.
    ///
    /// - Throws: ``TargetError`` that names it.
    package static func check(_ plan: SyncPlan) throws(TargetError) {
        guard plan.usesSFTP else { return }
        throw TargetError(
            .refused, "this version cannot carry out sftp:// yet; nothing was done",
            help: "the task is valid; leave this out, or use pyftpsync for it until then")
    }
}
