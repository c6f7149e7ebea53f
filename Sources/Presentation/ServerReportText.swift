package import DeployModel
internal import JSON

/// A report on a server, for people and for programs.
package enum ServerReportText {
    /// A line for each finding, with what to do below it, and a verdict.
    package static func render(_ report: ServerReport, style: Style) -> String {
        let width = report.findings.map(\.topic.count).max() ?? 0
        var text = style.paint(report.server, .strong) + "\n"
        for finding in report.findings {
            let padding = String(repeating: " ", count: width - finding.topic.count)
            text += "\(mark(finding.verdict, style)) \(finding.topic)\(padding)  \(finding.value)\n"
            if let advice = finding.advice { text += "\(String(repeating: " ", count: width + 4))→ \(advice)\n" }
        }
        let bad = report.findings.count { $0.verdict == .bad }
        return text
            + (bad == 0
                ? "Deployments work here.\n"
                : style.paint("Deployments do not work here: \(Quantity.count(bad, "problem")).\n", .danger))
    }

    private static func mark(_ verdict: ServerReport.Verdict, _ style: Style) -> String {
        switch verdict {
        case .good: style.paint("✓", .good)
        case .note: style.paint("·", .faint)
        case .advice: style.paint("!", .warning)
        case .bad: style.paint("✗", .danger)
        }
    }

    /// One JSON object: `server`, `usable`, and `findings` with `topic`, `verdict` (good, note, advice, bad), `value` and,
    /// where there is something to do, `advice`.
    package static func json(_ report: ServerReport) -> String {
        let findings = report.findings.map { finding in
            JSONValue(
                members: [
                    ("topic", .string(finding.topic)), ("verdict", .string(finding.verdict.rawValue)),
                    ("value", .string(finding.value)),
                ] + (finding.advice.map { [("advice", .string($0))] } ?? []))
        }
        let whole: JSONValue = [
            "server": .string(report.server), "usable": .bool(report.isUsable), "findings": .array(findings),
        ]
        return whole.indented + "\n"
    }
}
