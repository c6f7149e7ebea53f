package import DeployModel
internal import Diagnostics
internal import FileTree
internal import JSON

/// What a run tells as JSON, one object per line; `schema/events.schema.json` describes them. New members may come, so that
/// a reader passes over what it does not know; `version` changes where one goes or means something else.
package enum EventRecord {
    private static let version = 1

    /// The line of an event, without its end; nil for what comes too often to be told (the bytes of a transfer).
    ///
    /// - Parameter seconds: since the run began.
    package static func line(_ event: ExecutionEvent, seconds: Double) -> String? {
        guard let (name, members) = record(event) else { return nil }
        return line(name, members, seconds)
    }

    /// The last line of a run that came to its end.
    package static func finished(_ outcome: Outcome, location: TreeLocation, seconds: Double) -> String {
        line(
            "finished",
            [
                ("remote", .string(location.description)), ("run", outcome.run.map(JSONValue.string) ?? .null),
                ("files_sent", .int(outcome.filesWritten)), ("bytes_sent", .int(Int(outcome.bytesSent))),
                ("files_received", .int(outcome.filesReceived)), ("bytes_received", .int(Int(outcome.bytesReceived))),
                ("files_moved", .int(outcome.filesMoved)), ("files_deleted", .int(outcome.filesDeleted)),
                ("folders_created", .int(outcome.foldersCreated)), ("folders_deleted", .int(outcome.foldersDeleted)),
                ("unchanged", .int(outcome.unchanged)), ("drifted", .int(outcome.drifted)),
                ("conflicts", .int(outcome.conflictsSkipped)), ("held_back", .int(outcome.heldBack)),
            ], seconds)
    }

    /// The last line of a run that only showed what it would do.
    package static func dryRun(_ changes: ChangeSet, seconds: Double) -> String {
        line(
            "dry_run",
            [("summary", .string(ChangeText.summary(changes))), ("conflicts", .int(changes.conflicts.count))], seconds)
    }

    /// The last line of a run that failed.
    package static func failed(_ message: String, help: String?, seconds: Double) -> String {
        line(
            "failed", [("message", text(message)), ("help", help.map(text) ?? .null)],
            seconds)
    }

    /// The last line of a run that somebody stopped.
    package static func stopped(seconds: Double) -> String { line("stopped", [], seconds) }

    private static func line(_ name: String, _ members: [(String, JSONValue)], _ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1_000).rounded())
        return JSONValue(
            members: [("version", .int(version)), ("event", .string(name)), ("milliseconds", .int(milliseconds))]
                + members
        ).line
    }

    /// What others have written: without control characters, and without the passwords of URLs.
    private static func text(_ text: String) -> JSONValue { .string(VisibleText.escaping(SecretMask.urls(text))) }

    private static func record(_ event: ExecutionEvent) -> (String, [(String, JSONValue)])? {
        switch event {
        case .building(let what): ("building", [("what", text(what))])
        case .connecting: ("connecting", [])
        case .connected(let greeting): ("connected", [("greeting", text(greeting))])
        case .scanning: ("scanning", [])
        case .skippedName(let what): ("skipped", [("message", text(what))])
        case .unusedPatterns(let patterns):
            ("unused_patterns", [("patterns", .array(patterns.map { .string($0.value) }))])
        case .classified(let files): ("classified", [("files", .array(files.map(classification)))])
        case .compared(let changes): ("compared", compared(changes))
        case .recovered(let what): ("recovered", [("message", text(what))])
        case .waiting(let what): ("waiting", [("message", text(what))])
        case .started(let change): ("started", [("path", path(change.path)), ("size", size(change))])
        case .sent: nil
        case .staged(let change, let reused):
            ("staged", [("path", path(change.path)), ("size", size(change)), ("reused", .bool(reused))])
        case .hook(let moment, let what): ("hook", [("moment", .string(moment.rawValue)), ("what", text(what))])
        case .hookOutput(let lines): ("hook_output", [("lines", .array(lines.map(text)))])
        case .checked(let url, let problem):
            ("checked", [("url", text(url)), ("problem", problem.map(text) ?? .null)])
        case .keeping(let files, let bytes): ("keeping", [("files", .int(files)), ("bytes", .int(Int(bytes)))])
        case .switching(let count): ("switching", [("files", .int(count))])
        case .done(let change): ("done", members(change))
        case .recorded: ("recorded", [])
        case .takenBack: ("taken_back", [])
        }
    }

    private static func compared(_ changes: ChangeSet) -> [(String, JSONValue)] {
        [
            ("changes", .array(changes.changes.map { JSONValue(members: members($0)) })),
            ("conflicts", .array((changes.conflicts + changes.leftAlone).map { remark($0.path, $0.reason) })),
            ("drifted", .array(changes.drifted.map { remark($0.path, $0.reason) })),
            ("held_back", .array(changes.heldBack.map { remark($0.path, $0.reason) })),
            ("unchanged", .int(changes.unchanged.count)),
        ]
    }

    private static func members(_ change: Change) -> [(String, JSONValue)] {
        [
            ("path", path(change.path)), ("action", .string(change.action.rawValue)),
            ("side", .string(change.side.rawValue)), ("size", size(change)), ("reason", .string(change.reason)),
            ("moved_from", change.movedFrom.map(path) ?? .null),
        ]
    }

    private static func classification(_ file: Classification) -> JSONValue {
        [
            "path": path(file.path), "local": .string(file.local), "remote": .string(file.remote),
            "decision": .string(file.decision),
        ]
    }

    private static func remark(_ path: RelativePath, _ reason: String) -> JSONValue {
        ["path": Self.path(path), "reason": .string(reason)]
    }

    private static func path(_ path: RelativePath) -> JSONValue { .string(path.text) }
    private static func size(_ change: Change) -> JSONValue { change.size.map { .int(Int($0)) } ?? .null }
}
