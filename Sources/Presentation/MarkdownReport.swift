internal import DeployModel
internal import FileTree

/// A run as a page of Markdown.
package enum MarkdownReport {
    /// The whole page.
    package static func render(_ report: RunReport) -> String {
        var text =
            "<!-- \(RunReport.mark) -->\n# \(Markup.markdown(report.title))\n\n**\(Markup.markdown(report.verdict))**\n\n"
        text += "| | |\n|---|---|\n"
        for (name, value) in ReportFacts.rows(report) { text += "| \(name) | \(Markup.markdown(value)) |\n" }
        if case .failed(_, let help?) = report.end { text += "\n\(Markup.markdown(help))\n" }
        text += changes(report) + remarks(report) + time(report.record)
        return text
    }

    private static func changes(_ report: RunReport) -> String {
        guard !report.record.changes.isEmpty else { return "" }
        let tree = ChangeTree(report.record.changes)
        let text = ChangeTreeText.render(
            tree, ChangeTreeText.Options(showsReason: true, showsSide: report.showsSide, foldsAbove: 1_000),
            style: Style(usesColour: false))
        // A fence longer than any in a name.
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        return "\n## \(ReportFacts.changesTitle(report))\n\n\(fence)text\n\(text)\(fence)\n"
    }

    private static func remarks(_ report: RunReport) -> String {
        let remarks = ReportFacts.remarks(report)
        guard !remarks.isEmpty else { return "" }
        return "\n## Left alone\n\n"
            + remarks.map { "- \(Markup.markdown($0.path.description)): \(Markup.markdown($0.reason))\n" }.joined()
    }

    private static func time(_ record: RunRecord) -> String {
        let spans = ReportFacts.spans(record)
        guard !spans.isEmpty else { return "" }
        var text = "\n## Where the time went\n\n| | seconds | |\n|---|---:|---|\n"
        for span in spans {
            let share = record.seconds > 0 ? span.seconds / record.seconds : 0
            let bar = String(repeating: "█", count: Int((share * 40).rounded()))
            let title = Markup.markdown(span.step.title) + (span.problem.map { ": \(Markup.markdown($0))" } ?? "")
            text += "| \(title) | \(ReportFacts.seconds(span.seconds)) | \(bar) |\n"
        }
        return text
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        text.split(whereSeparator: { $0 != character }).map(\.count).max() ?? 0
    }
}
