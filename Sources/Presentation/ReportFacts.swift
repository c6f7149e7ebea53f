internal import DeployModel
internal import FileTree

/// What every report tells, whatever its form.
enum ReportFacts {
    /// The facts of the run, by name.
    static func rows(_ report: RunReport) -> [(String, String)] {
        var rows = [("began", report.beganText), ("result", report.end.word)]
        rows.append(
            (
                "took",
                report.record.seconds < 10
                    ? "\(seconds(report.record.seconds)) s" : Quantity.seconds(report.record.seconds)
            ))
        if let commit = report.commit { rows.append(("commit", commit)) }
        if case .finished(let outcome) = report.end { rows += numbers(outcome) }
        return rows
    }

    private static func numbers(_ outcome: Outcome) -> [(String, String)] {
        var rows: [(String, String)] = []
        if let run = outcome.run { rows.append(("run", HistoryText.name(run))) }
        func add(_ name: String, _ count: Int, bytes: Int64 = 0) {
            guard count > 0 else { return }
            rows.append((name, Quantity.count(count, "file") + (bytes > 0 ? ", \(Quantity.bytes(bytes))" : "")))
        }
        // A way back puts files in place without sending any.
        add(outcome.bytesSent > 0 ? "sent" : "put in place", outcome.filesWritten, bytes: outcome.bytesSent)
        add("received", outcome.filesReceived, bytes: outcome.bytesReceived)
        add("moved", outcome.filesMoved)
        add("deleted", outcome.filesDeleted)
        if outcome.unchanged > 0 { rows.append(("unchanged", Quantity.count(outcome.unchanged, "path"))) }
        return rows
    }

    /// What stands above the changes.
    static func changesTitle(_ report: RunReport) -> String {
        let count = Quantity.count(report.record.changes.count, "change")
        return switch report.end {
        case .finished: count
        case .dryRun: "\(count) to make"
        case .failed, .stopped, .declined: "\(count) made before it ended"
        }
    }

    /// Paths that were left as they are although they differ, and why.
    static func remarks(_ report: RunReport) -> [Remark] {
        let compared = report.record.compared
        return (compared.conflicts + compared.leftAlone).map { Remark($0.path, "conflict: \($0.reason)") }
            + compared.heldBack.map { Remark($0.path, "held back: \($0.reason)") } + compared.drifted
    }

    /// The parts of the time that are worth a line.
    static func spans(_ record: RunRecord) -> [RunRecord.Span] {
        record.spans.filter { $0.seconds >= 0.000_5 || $0.problem != nil }
    }

    /// Seconds with three decimals, as tables and JUnit have them.
    static func seconds(_ seconds: Double) -> String {
        let thousandths = Int((max(0, seconds) * 1_000).rounded())
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
