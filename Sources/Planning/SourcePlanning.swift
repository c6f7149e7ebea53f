internal import DeployModel
internal import Diagnostics

/// Decides whether the files of a commit are deployed instead of the folder as it is.
enum SourcePlanning {
    /// The commit that is checked out.
    static let head = "HEAD"

    /// The commit, branch or tag; nil for the folder.
    static func commit(_ draft: inout PlanDraft) -> String? {
        guard draft.isUsable("source") else { return nil }
        let text = draft.text("source")
        if text == "folder" { return nil }
        if text == "git" { return head }
        let name = text.hasPrefix("git:") ? String(text.dropFirst(4)) : ""
        if !name.isEmpty, !name.hasPrefix("-") { return name }
        draft.report(
            .badSource, "\(draft.name("source")) must be folder, git or git:REF, not '\(text)'",
            at: draft.origin("source"), help: "such as git:main")
        return nil
    }
}
