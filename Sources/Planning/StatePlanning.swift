internal import DeployModel
internal import Diagnostics
internal import FileTree

/// Decides where the tool's own folder lies on the remote.
enum StatePlanning {
    /// The place as ``SyncPlan/state`` names it.
    static func place(below remote: TreeLocation, _ draft: inout PlanDraft) -> String {
        guard draft.isUsable("state") else { return SyncPlan.usualState }
        let written = draft.text("state")
        guard case .server(let folder) = remote else {
            if written != SyncPlan.usualState, !draft.task.commonKeys.contains("state") {
                refuse(
                    &draft, "makes no sense: 'remote' is no server",
                    "take it out: there it is always \(SyncPlan.usualState)")
            }
            return SyncPlan.usualState
        }
        let path = LocalPath.resolve(written, from: folder.path)
        guard !written.isEmpty, RelativePath(String(path.dropFirst()))?.hasControlCharacters == false,
            !LocalPath.isWithin(folder.path, path)
        else {
            refuse(
                &draft, "names no folder of its own: \(path)",
                "write a name such as '_deploy', or a path beside 'remote'")
            return SyncPlan.usualState
        }
        guard LocalPath.isWithin(path, folder.path) else { return path }
        let name = path.dropFirst(folder.path == "/" ? 1 : folder.path.count + 1)
        if name.contains("/") {
            refuse(
                &draft, "lies too deep in the remote folder: \(name)",
                "in the remote folder it lies directly; a path outside of it may be as deep as you like")
        }
        return String(name)
    }

    private static func refuse(_ draft: inout PlanDraft, _ what: String, _ help: String) {
        draft.report(
            .badState, "\(draft.name("state")) \(what)", at: draft.origin("state"), notes: draft.note("remote"),
            help: help)
    }
}
