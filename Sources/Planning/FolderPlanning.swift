internal import DeployModel
internal import Diagnostics
internal import FileTree

/// Decides which part of the folders takes part, and that the two are apart.
enum FolderPlanning {
    /// The part of the project that the call is about: all of it, or with `here` the current folder.
    static func scope(_ draft: inout PlanDraft, local: String) -> RelativePath {
        let current = draft.invocation.currentFolder
        let isHere = draft.flag("here")
        if isHere, draft.flag("root") {
            draft.report(
                .contradiction, "'here' and 'root' contradict each other", at: draft.origin("here"),
                notes: draft.note("root"), help: "keep one of the two")
            return .root
        }
        guard current != draft.task.folder, LocalPath.isWithin(current, draft.task.folder), !draft.flag("root") else {
            return .root
        }
        guard isHere else {
            draft.report(
                .belowProject, "the project file is in \(draft.task.folder), above the current folder", at: .builtIn,
                help: "--here runs the task for the current folder alone, --root for the whole project")
            return .root
        }
        guard LocalPath.isWithin(current, local) else {
            draft.report(
                .outsideLocal, "the current folder is not in the task's local folder, \(local)", at: .builtIn,
                notes: draft.note("local"), help: "--root runs the task for the whole project")
            return .root
        }
        return RelativePath(String(current.dropFirst(local.count).drop { $0 == "/" })) ?? .root
    }

    /// Refuses to run for a folder that the task's patterns leave out.
    static func checkScope(_ scope: RelativePath, _ rules: FilterRules, _ draft: inout PlanDraft) {
        guard !scope.isRoot, !rules.filter(scope: .root).includes(scope, kind: .folder) else { return }
        draft.report(
            .outsideLocal, "the task's patterns leave the current folder out", at: .builtIn,
            help: "'deploy explain \(scope)/' names the pattern")
    }

    /// Refuses a folder that would be deployed into itself.
    static func checkApart(_ local: String, _ remote: RemoteLocation, _ draft: inout PlanDraft) {
        guard case .folder(let path) = remote, draft.isUsable("local"), draft.command != .tree,
            LocalPath.isWithin(path, local) || LocalPath.isWithin(local, path)
        else { return }
        draft.report(
            .nestedFolders,
            path == local
                ? "'local' and 'remote' are the same folder, \(path)"
                : "one of the two folders lies in the other: \(local) and \(path)", at: draft.origin("remote"),
            notes: draft.note("local"), help: "a folder cannot be deployed into itself")
    }
}
