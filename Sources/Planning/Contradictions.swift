internal import DeployModel
internal import Diagnostics

/// Finds options that exclude each other, or that the task's command does not know.
enum Contradictions {
    /// Reports all of them.
    static func check(_ draft: inout PlanDraft) {
        if let command = draft.command {
            checkResolve(command, &draft)
            checkForeign(command, &draft)
        }
        if draft.flag("prompt"), draft.flag("no_prompt") { contradict("prompt", "no_prompt", &draft) }
        checkScan(&draft)
        if draft.flag("delete_unmatched"), draft.text("delete") == "owned" {
            draft.report(
                .contradiction, "'delete: owned' and 'delete_unmatched' contradict each other",
                at: draft.origin("delete"), notes: draft.note("delete_unmatched"),
                help: "owned spares what this project did not put there; delete_unmatched deletes just that")
        }
    }

    /// Who deletes what nobody recorded, or overwrites what others changed, has to see everything; who deletes at all has
    /// to see what.
    private static func checkScan(_ draft: inout PlanDraft) {
        let scan = draft.text("scan")
        let isBlind = scan == ScanPolicy.never.rawValue
        guard isBlind || scan == ScanPolicy.touched.rawValue else { return }
        if let rival = ["delete", "delete_unmatched", "force"].first(where: draft.flag) {
            draft.report(
                .contradiction, "'scan: \(scan)' and '\(rival): true' contradict each other",
                at: draft.origin("scan"), notes: draft.note(rival),
                help: "without 'scan' (--scan auto) everything is looked at")
        } else if isBlind, draft.text("delete") == DeletePolicy.owned.rawValue {
            draft.report(
                .contradiction, "'scan: never' and 'delete: owned' contradict each other",
                at: draft.origin("scan"), notes: draft.note("delete"),
                help: "'scan: touched' looks at what is deleted")
        }
    }

    private static func contradict(_ first: String, _ second: String, _ draft: inout PlanDraft) {
        draft.report(
            .contradiction, "'\(first)' and '\(second)' contradict each other", at: draft.origin(first),
            notes: draft.note(second), help: "keep one of the two")
    }

    private static func checkResolve(_ command: SyncCommand, _ draft: inout PlanDraft) {
        guard let resolve = ConflictResolution(rawValue: draft.text("resolve")),
            !command.resolutions.isEmpty, !command.resolutions.contains(resolve)
        else { return }
        let words = command.resolutions.map(\.rawValue).joined(separator: ", ")
        draft.report(
            .contradiction,
            "\(draft.name("resolve")) cannot be '\(resolve.rawValue)' with 'command: \(command.rawValue)'",
            at: draft.origin("resolve"), notes: draft.note("command"), help: "\(command.rawValue) knows: \(words)")
    }

    /// What the command does not know: refused on the command line, warned about in a task, and fine in
    /// `common_config`, which is there for tasks of all kinds.
    private static func checkForeign(_ command: SyncCommand, _ draft: inout PlanDraft) {
        for spec in OptionTable.all where !spec.commands.contains(command) {
            guard let value = draft.task.values[spec.key], value.origin != .builtIn,
                value.value != spec.defaultValue, !draft.task.commonKeys.contains(spec.key)
            else { continue }
            let known = SyncCommand.allCases.filter(spec.commands.contains).map(\.rawValue).joined(separator: ", ")
            if case .commandLine(let option) = value.origin {
                draft.report(
                    .contradiction, "\(option) makes no sense with 'command: \(command.rawValue)'", at: .builtIn,
                    help: "it belongs to: \(known)")
            } else {
                draft.report(
                    .noEffect, "'\(spec.key)' has no effect with 'command: \(command.rawValue)'",
                    at: value.origin, help: "take it out; it belongs to: \(known)", severity: .warning)
            }
        }
    }
}
