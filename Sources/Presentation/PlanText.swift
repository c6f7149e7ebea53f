package import DeployModel
package import Diagnostics
internal import FileTree

/// A plan in words.
package enum PlanText {
    /// The plan's lines, without the secrets that `sources` knows: where from (`source` in words, where the local folder is
    /// only a copy), where to, and what is not left to its default.
    package static func render(
        _ plan: SyncPlan, source: String? = nil, sources: SourceTexts = SourceTexts(), style: Style
    ) -> String {
        var rows = sides(plan)
        if let source { rows[0].1 = source }
        rows += [("connections", "\(plan.connections)"), ("timeout", "\(plan.timeout) s")]
        // A sync always takes deletions over.
        if plan.command != .sync { rows.append(("delete", plan.delete.rawValue)) }
        rows += [("resolve", plan.resolve.rawValue), ("project", plan.project)]
        if plan.state != SyncPlan.usualState { rows.append(("state", plan.state)) }
        if !plan.scope.isRoot { rows.insert(("here", "\(plan.scope)/"), at: 2) }
        func add(_ name: String, _ patterns: [Located<String>]) {
            if !patterns.isEmpty { rows.append((name, patterns.map(\.value).joined(separator: ", "))) }
        }
        add("match", plan.rules.match)
        add("exclude", plan.rules.exclude)
        if !plan.rules.ignoreFile.isEmpty { rows.append(("ignore_file", "\(plan.rules.ignoreFile.count) lines")) }
        add("ignore", plan.rules.ignore)
        add("include", plan.rules.include)
        add("allow", plan.allowed)
        if plan.force { rows.append(("force", "true")) }
        if plan.createFolder { rows.append(("create_folder", "true")) }
        for moment in HookMoment.allCases {
            let hooks = plan.site.hooks[moment, default: []]
            if !hooks.isEmpty { rows.append((moment.rawValue, hooks.map(\.description).joined(separator: "; "))) }
        }
        if !plan.site.health.isEmpty {
            rows.append(("health", plan.site.health.map(\.url).joined(separator: ", ")))
        }
        let title =
            plan.task.map { "\(plan.command.rawValue), task '\(VisibleText.escaping($0))'" } ?? plan.command.rawValue
        let width = rows.map(\.0.count).max() ?? 0
        return style.paint("Plan: \(title)", .strong) + "\n"
            + rows.map { name, value in
                "  \(name)\(String(repeating: " ", count: width - name.count))  \(VisibleText.escaping(sources.masked(value)))\n"
            }.joined()
    }

    /// Where files come from and go to; both ways, the two sides.
    private static func sides(_ plan: SyncPlan) -> [(String, String)] {
        let (local, remote) = (plan.local.description, plan.remote.description)
        return switch plan.command {
        case .upload, .tree: [("from", local), ("to", remote)]
        case .download: [("from", remote), ("to", local)]
        case .sync: [("local", local), ("remote", remote)]
        }
    }
}
