package import DeployModel
internal import FileTree

/// What is live on a remote, what a run would do, and what others have changed.
package enum StatusText {
    /// The status; sections without anything in them are left out.
    ///
    /// - Parameters:
    ///   - history: the runs, the latest last.
    ///   - live: the state that is live.
    ///   - time: writes seconds since the epoch for people.
    package static func render(
        _ changes: ChangeSet, history: [HistoryEntry], live: String, location: TreeLocation, command: SyncCommand,
        style: Style, time: (Int64) -> String
    ) -> String {
        var text = style.paint(headline(history, live, location, time), .strong) + "\n"
        func section(_ title: String, _ lines: [String]) {
            if !lines.isEmpty { text += "\(title):\n" + lines.map { "  \($0)\n" }.joined() }
        }
        section(
            "A run would do", changes.changes.map { ChangeText.line($0, showsSide: command != .upload, style: style) })
        section("Changed there by others", changes.drifted.map { remark($0, style) })
        section(
            "Conflicts", (changes.conflicts + changes.leftAlone).map { ChangeText.conflictLine($0, style: style) })
        section("Held back", changes.heldBack.map { remark($0, style) })
        section("On its way out", changes.lingering.map { remark($0, style) })
        section("Left alone", changes.skipped.map { remark($0, style) })
        let same = ChangeText.unchanged(changes.unchanged.count, isByRecord: changes.isByRecord)
        return text + (changes.isEmpty ? "Nothing to do: \(same)\n" : "\(ChangeText.summary(changes)); \(same)\n")
    }

    private static func headline(
        _ history: [HistoryEntry], _ live: String, _ location: TreeLocation, _ time: (Int64) -> String
    ) -> String {
        guard let last = history.last else { return "\(location): nothing was deployed there yet" }
        let commit = last.commit.map { ", commit \($0.prefix(12))" } ?? ""
        let who = VisibleText.escaping("\(last.author ?? "somebody")\(commit)")
        let verb = last.isRollback ? "rolled back" : "deployed"
        return "\(location): \(HistoryText.name(live)) is live, \(verb) on \(time(last.time)) by \(who)"
    }

    private static func remark(_ remark: Remark, _ style: Style) -> String {
        "\(remark.path) \(style.paint("(\(remark.reason))", .faint))"
    }
}
