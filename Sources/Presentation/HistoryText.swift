package import DeployModel
internal import FileTree

/// What was deployed, a line a run.
package enum HistoryText {
    /// The digits of a run's name that are shown; as many as are needed to name it.
    static let digits = 8

    /// The runs, the latest first; `*` marks what is live.
    ///
    /// - Parameters:
    ///   - entries: the runs, the latest last.
    ///   - live: the state that is live.
    ///   - reachable: the states that can be brought back.
    ///   - time: writes seconds since the epoch for people.
    package static func render(
        _ entries: [HistoryEntry], live: String, reachable: Set<String>, location: TreeLocation, style: Style,
        time: (Int64) -> String
    ) -> String {
        guard !entries.isEmpty else { return "Nothing was deployed to \(location) yet.\n" }
        var rows = entries.reversed().map { row($0, time) }
        if reachable.contains(Journal.nothing) { rows.append(["none", "before the first deployment", "", ""]) }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let states = entries.reversed().map { $0.isRollback ? "" : $0.state } + [Journal.nothing]
        return zip(rows, states).map { row, state in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let note = state == live ? "live" : reachable.contains(state) ? "can be brought back" : ""
            let line = "\(state == live ? "*" : " ") \(cells.joined(separator: "  "))  \(note)"
            return (note.isEmpty || state == live ? style.paint(trimmed(line), state == live ? .strong : .faint) : line)
                + "\n"
        }.joined()
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    private static func row(_ entry: HistoryEntry, _ time: (Int64) -> String) -> [String] {
        let what =
            entry.isRollback
            ? "rolled back to \(name(entry.state))"
            : "\(Quantity.count(entry.written, "file"))" + (entry.deleted > 0 ? ", \(entry.deleted) deleted" : "")
        let commit = entry.commit.map { " (commit \($0.prefix(12)))" } ?? ""
        return [
            name(entry.run), time(entry.time), VisibleText.escaping("\(entry.author ?? "somebody")\(commit)"), what,
        ]
    }

    /// A run's name as far as it is shown.
    static func name(_ run: String) -> String { String(run.prefix(digits)) }
}
