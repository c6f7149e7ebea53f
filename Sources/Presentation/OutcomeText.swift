package import DeployModel

/// How a run ended, in one line.
package enum OutcomeText {
    /// The summary line without a line end; `seconds` is the time the run took, everything included, and the rate is
    /// that of the bytes sent over it.
    package static func render(
        _ outcome: Outcome, of command: SyncCommand = .upload, location: TreeLocation, seconds: Double,
        withRate: Bool = false, style: Style
    ) -> String {
        var parts: [String] = []
        if outcome.filesWritten > 0 {
            parts.append("\(Quantity.count(outcome.filesWritten, "file")) sent (\(Quantity.bytes(outcome.bytesSent)))")
        }
        if outcome.filesReceived > 0 {
            parts.append(
                "\(Quantity.count(outcome.filesReceived, "file")) received (\(Quantity.bytes(outcome.bytesReceived)))")
        }
        func add(_ count: Int, _ what: String, _ verb: String) {
            if count > 0 { parts.append("\(Quantity.count(count, what)) \(verb)") }
        }
        add(outcome.filesMoved, "file", "moved")
        add(outcome.foldersCreated, "folder", "made")
        add(outcome.filesDeleted, "file", "deleted")
        add(outcome.foldersDeleted, "folder", "deleted")
        let verdict = parts.isEmpty ? "Nothing to do" : done(command)
        if parts.isEmpty {
            parts.append(ChangeText.unchanged(outcome.unchanged, isByRecord: outcome.isByRecord))
        }
        if outcome.drifted > 0 {
            let (place, verb) = command == .download ? ("here", "fetches") : ("on the remote", "sends")
            parts.append("\(outcome.drifted) changed \(place) only and left so (--force \(verb) them)")
        }
        add(outcome.conflictsSkipped, "conflict", "left alone")
        add(outcome.heldBack, "file", "held back")
        let rate =
            withRate && seconds > 0
            ? ", \(Quantity.bytes(Int64(Double(outcome.bytesSent + outcome.bytesReceived) / seconds)))/s" : ""
        let time = "(\(Quantity.seconds(seconds))\(rate))"
        return "\(style.paint(verdict, .good)): \(parts.joined(separator: ", ")) – \(location) \(time)"
    }

    /// The same of a way back; `target` is the run whose state is live again, nil for what was there before the first one.
    package static func rollback(
        _ outcome: Outcome, to target: HistoryEntry?, location: TreeLocation, seconds: Double, style: Style,
        time: (Int64) -> String
    ) -> String {
        var parts: [String] = []
        func add(_ count: Int, _ what: String, _ verb: String) {
            if count > 0 { parts.append("\(Quantity.count(count, what)) \(verb)") }
        }
        add(outcome.filesWritten, "file", "brought back")
        add(outcome.filesMoved, "file", "moved back")
        add(outcome.filesDeleted, "file", "taken away")
        add(outcome.foldersCreated, "folder", "made")
        add(outcome.foldersDeleted, "folder", "deleted")
        if parts.isEmpty { parts.append("nothing had changed") }
        let state =
            target.map { "the state of \(HistoryText.name($0.run)) (\(time($0.time)))" } ?? "what was there before"
        return
            "\(style.paint("Rolled back", .good)) to \(state): \(parts.joined(separator: ", ")) – \(location) (\(Quantity.seconds(seconds)))"
    }

    private static func done(_ command: SyncCommand) -> String {
        switch command {
        case .upload, .tree: "Deployed"
        case .download: "Downloaded"
        case .sync: "Synchronized"
        }
    }
}
