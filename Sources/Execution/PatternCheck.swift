package import DeployModel
package import Diagnostics
internal import FileTree
internal import SyncEngine
package import SyncTargets

/// Looks for patterns of a plan that match nothing, without a connection.
package enum PatternCheck {
    /// Warnings, with lines from `sources`, about patterns that match nothing in the local folder. Where files are deleted on the other side, a
    /// pattern that keeps something out may be about that side, so only `match` is looked at.
    ///
    /// - Throws: ``TargetError`` where the folder cannot be read.
    package static func unused(
        _ plan: SyncPlan, source: any SyncTarget, sources: SourceTexts
    ) async throws -> [Diagnostic] {
        _ = try await source.open()
        let local = try await TreeScanner.scan(source, filter: plan.filter, parallel: 1)
        var rules = plan.rules
        if plan.delete == .all || plan.command != .upload {
            rules.exclude = []
            rules.ignore = []
            rules.include = []
        }
        return rules.unused(scope: plan.scope, local.names).map { pattern in
            Diagnostic(
                .warning, code: .unusedPattern, "'\(pattern.value)' matches nothing in \(plan.local.description)",
                at: pattern.origin.range, excerpt: sources.excerpt(at: pattern.origin.range),
                help: "mend it or take it out; what lies below a folder that stays out is not looked at")
        }
    }
}
