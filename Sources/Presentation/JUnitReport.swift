internal import DeployModel
internal import FileTree

/// A run as a report of JUnit, which CI services show beside the tests: each step is a case, and so is each path that was
/// left alone.
///
/// Source: the schema of the Jenkins xUnit plugin, and GitLab's "Unit test reports".
package enum JUnitReport {
    /// The whole file.
    package static func render(_ report: RunReport) -> String {
        let (spans, remarks) = (ReportFacts.spans(report.record), ReportFacts.remarks(report))
        let failures = spans.count { $0.problem != nil }
        let counts = """
            tests="\(spans.count + remarks.count)" failures="\(failures)" errors="0" skipped="\(remarks.count)" \
            time="\(ReportFacts.seconds(report.record.seconds))"
            """
        let timestamp = report.beganText.filter { $0 != "Z" }
        let name = Markup.xml(report.name)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- \(RunReport.mark) -->
            <testsuites name="\(name)" \(counts)>
              <testsuite name="\(Markup.xml(report.title))" \(counts) timestamp="\(timestamp)">
            \(spans.map { step($0, report, name) }.joined())\(remarks.map { skipped($0, name) }.joined())\
                <system-out>\(Markup.xml(report.verdict))</system-out>
              </testsuite>
            </testsuites>

            """
    }

    private static func step(_ span: RunRecord.Span, _ report: RunReport, _ name: String) -> String {
        var title = span.step.title
        if span.step == .sending, !report.record.compared.transfers.isEmpty {
            title += " " + Quantity.count(report.record.compared.transfers.count, "file")
        }
        let head = """
                <testcase classname="\(name)" name="\(Markup.xml(title))" time="\(ReportFacts.seconds(span.seconds))"
            """
        guard let problem = span.problem else { return head + "/>\n" }
        return "\(head)>\n      <failure message=\"\(Markup.xml(problem))\"/>\n    </testcase>\n"
    }

    private static func skipped(_ remark: Remark, _ name: String) -> String {
        """
            <testcase classname="\(name)" name="\(Markup.xml(remark.path.description))" time="0.000">
              <skipped message="\(Markup.xml(remark.reason))"/>
            </testcase>

        """
    }
}
