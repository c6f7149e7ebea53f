package import DeployModel
internal import Diagnostics
package import FileTree

/// Why a path takes part or not.
package enum FilterDecisionText {
    /// One line or two: the verdict, and the rule with its place.
    package static func render(
        _ path: RelativePath, kind: FileKind, plan: SyncPlan, style: Style
    ) -> String {
        let (decisive, verdict) = plan.filter.decision(path, kind: kind)
        if verdict.takesPart, kind == .link || kind == .special {
            let reason =
                kind == .link
                ? "the link leads nowhere, or out of the local folder" : "it is neither a file nor a folder"
            return "\(path): \(style.paint("left out", .warning))\n  a run skips it: \(reason)\n"
        }
        let word = verdict.takesPart ? style.paint("included", .good) : style.paint("left out", .warning)
        let isFolder = kind == .folder || decisive != path
        let about = decisive == path ? "" : "the folder \(decisive)/ above it "
        return "\(path)\(kind == .folder ? "/" : ""): \(word)\n  "
            + about + reason(verdict, decisive, isFolder: isFolder, plan) + "\n"
    }

    private static func reason(
        _ verdict: PathFilter.Verdict, _ path: RelativePath, isFolder: Bool, _ plan: SyncPlan
    ) -> String {
        switch verdict {
        case .own:
            "is never deployed, whatever a pattern says: '\(VisibleText.escaping(path.name))' belongs to the tool"
        case .outsideScope: "is not in the part of the project that this run is about, \(plan.scope)/"
        case .unmatched:
            "matches none of the patterns of 'match': \(plan.rules.match.map(\.value).joined(separator: ", "))"
        case .excluded(let rule): "matches \(described(rule, plan))"
        case .included(let rule?): "matches \(described(rule, plan))"
        case .included(nil): isFolder || plan.rules.match.isEmpty ? "no pattern leaves it out" : "it is a folder"
        }
    }

    private static func described(_ rule: PathFilter.Rule, _ plan: SyncPlan) -> String {
        let (key, pattern) = plan.rules[rule]
        return "'\(VisibleText.escaping(pattern.value))' of '\(key)' (\(place(pattern.origin)))"
    }

    private static func place(_ origin: Origin) -> String {
        guard let range = origin.range else { return origin.description }
        return "\(range.file):\(range.start.line):\(range.start.column)"
    }
}
