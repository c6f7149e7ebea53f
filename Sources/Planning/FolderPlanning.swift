internal import DeployModel
internal import Diagnostics
internal import FileTree

/// Decides which part of the folders takes part, and that the two are apart.
enum FolderPlanning {
    /// The part of the project that the call is about: all of it, or with `here` the current folder.
    static func scope(_ draft: inout PlanDraft, local: TreeLocation) -> RelativePath {
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
        guard case .folder(let folder) = local, LocalPath.isWithin(current, folder) else {
            draft.report(
                .outsideLocal, "the current folder is not in the task's local folder, \(local)", at: .builtIn,
                notes: draft.note("local"), help: "--root runs the task for the whole project")
            return .root
        }
        return RelativePath(String(current.dropFirst(folder.count).drop { $0 == "/" })) ?? .root
    }

    /// Refuses to run for a folder that the task's patterns leave out.
    static func checkScope(_ scope: RelativePath, _ rules: FilterRules, _ draft: inout PlanDraft) {
        guard !scope.isRoot, !rules.filter(scope: .root).includes(scope, kind: .folder) else { return }
        draft.report(
            .outsideLocal, "the task's patterns leave the current folder out", at: .builtIn,
            help: "'deploy explain \(scope)/' names the pattern")
    }

    /// Refuses a folder that would be deployed into itself, and two sides of which the wrong one is a server.
    static func checkPair(_ local: TreeLocation, _ remote: TreeLocation, _ draft: inout PlanDraft) {
        if case .server = local, case .folder = remote, draft.command != .tree {
            draft.report(
                .badLocal, "'local' is a server and 'remote' a folder of this machine", at: draft.origin("local"),
                notes: draft.note("remote"),
                help: "exchange them; 'command' says which way files go")
        }
        if case .server = local, local == remote {
            draft.report(
                .nestedFolders, "'local' and 'remote' are the same folder, \(local)", at: draft.origin("remote"),
                notes: draft.note("local"), help: "a folder cannot be deployed into itself")
        }
        guard case .folder(let path) = remote, case .folder(let local) = local, draft.isUsable("local"),
            draft.command != .tree,
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
