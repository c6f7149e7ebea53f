package import DeployModel

/// A plan in words.
package enum PlanText {
    /// The plan's lines: where from, where to, and what is not left to its default.
    package static func render(_ plan: SyncPlan, style: Style) -> String {
        var rows = [
            ("from", plan.local), ("to", plan.remote.description), ("connections", "\(plan.connections)"),
            ("timeout", "\(plan.timeout) s"), ("delete", plan.delete.rawValue), ("resolve", plan.resolve.rawValue),
            ("project", plan.project),
        ]
        if !plan.match.isEmpty { rows.append(("match", plan.match.joined(separator: ", "))) }
        if !plan.exclude.isEmpty { rows.append(("exclude", plan.exclude.joined(separator: ", "))) }
        if plan.force { rows.append(("force", "true")) }
        if plan.createFolder { rows.append(("create_folder", "true")) }
        let title = plan.task.map { "\(plan.command.rawValue), task '\($0)'" } ?? plan.command.rawValue
        let width = rows.map(\.0.count).max() ?? 0
        return style.paint("Plan: \(title)", .strong) + "\n"
            + rows.map { name, value in
                "  \(name)\(String(repeating: " ", count: width - name.count))  \(value)\n"
            }.joined()
    }
}
