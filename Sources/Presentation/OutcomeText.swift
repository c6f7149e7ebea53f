package import DeployModel

/// How a run ended, in one line.
package enum OutcomeText {
    /// The summary line without a line end; `seconds` is the time the run took.
    package static func render(_ outcome: Outcome, location: RemoteLocation, seconds: Double, style: Style) -> String {
        var parts: [String] = []
        if outcome.filesWritten > 0 {
            parts.append("\(Quantity.count(outcome.filesWritten, "file")) sent (\(Quantity.bytes(outcome.bytesSent)))")
        }
        func add(_ count: Int, _ what: String, _ verb: String) {
            if count > 0 { parts.append("\(Quantity.count(count, what)) \(verb)") }
        }
        add(outcome.foldersCreated, "folder", "made")
        add(outcome.filesDeleted, "file", "deleted")
        add(outcome.foldersDeleted, "folder", "deleted")
        let verdict = parts.isEmpty ? "Nothing to do" : "Deployed"
        if parts.isEmpty { parts.append("\(Quantity.count(outcome.unchanged, "path")) the same on both sides") }
        add(outcome.conflictsSkipped, "conflict", "left alone")
        return
            "\(style.paint(verdict, .good)): \(parts.joined(separator: ", ")) – \(location) (\(Quantity.seconds(seconds)))"
    }
}
