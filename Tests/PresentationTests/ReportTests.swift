import DeployModel
import FileTree
import Foundation
import Presentation
import TestSupport
import Testing

/// Reports of a run, made from its events.
@Suite("Reports")
struct ReportTests {
    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    /// A run of ten seconds that looks at a page in vain.
    private func record(_ name: String = "a.html") throws -> RunRecord {
        let change = Change(.create, try path(name), size: 1_024, reason: "new")
        var set = ChangeSet()
        set.changes = [change]
        set.conflicts = [Conflict(try path("both"), "changed here and on the remote")]
        let events: [(Double, ExecutionEvent)] = [
            (1, .scanning), (2, .compared(set)), (2.5, .started(change)), (3, .sent(change.path, bytes: 1_000)),
            (4, .sent(change.path, bytes: 24)), (4.5, .staged(change, reused: false)),
            (5, .hook(.afterUpload, "php -l <index.php>")), (6, .switching(count: 1)), (6.5, .done(change)),
            (7, .recorded), (9, .checked(url: "https://h/", problem: "it has the status 500")),
        ]
        var record = RunRecord(keepsTransfers: true)
        for (time, event) in events { record.note(event, at: time) }
        record.end(at: 10, problem: "the site is not as it should be")
        return record
    }

    private func report(_ name: String = "a.html", end: RunReport.End? = nil) throws -> RunReport {
        RunReport(
            name: "deploy live", location: "ftp://h/", began: 1_795_000_000, commit: "0123abc",
            end: end ?? .failed(message: "the site is not as it should be", help: "mend it"),
            verdict: "Failed: the site is not as it should be", record: try record(name))
    }

    @Test("the steps have their times, and a check those since the step before")
    func spans() throws {
        let record = try record()
        #expect(
            record.spans.map(\.step.title) == [
                "Connecting", "Comparing", "Preparing", "Transferring", "after_upload: php -l <index.php>",
                "Putting in place", "health: https://h/", "Finishing",
            ])
        #expect(record.spans.map(\.seconds) == [1, 1, 0.5, 2.5, 1, 1, 2, 1])
        #expect(record.spans.compactMap(\.problem) == ["it has the status 500", "the site is not as it should be"])
        #expect(record.transfers == [.init(path: try path("a.html"), size: 1_024, start: 2.5, end: 4.5)])
        #expect(record.bytesBySecond == [0, 0, 0, 1_000, 24])
        #expect(record.changes.count == 1)
    }

    @Test("as Markdown")
    func markdown() throws {
        #expect(
            MarkdownReport.render(try report()) == """
                <!-- a report written by deploy -->
                # deploy live: ftp://h/

                **Failed: the site is not as it should be**

                | | |
                |---|---|
                | began | 2026-11-18T11:06:40Z |
                | result | failed |
                | took | 10 s |
                | commit | 0123abc |

                mend it

                ## 1 change made before it ended

                ```text
                └ + a.html  1.0 KB  (new)
                ```

                ## Left alone

                - both: conflict: changed here and on the remote

                ## Where the time went

                | | seconds | |
                |---|---:|---|
                | Connecting | 1.000 | ████ |
                | Comparing | 1.000 | ████ |
                | Preparing | 0.500 | ██ |
                | Transferring | 2.500 | ██████████ |
                | after&#95;upload: php -l &#60;index.php&#62; | 1.000 | ████ |
                | Putting in place | 1.000 | ████ |
                | health: https://h/: it has the status 500 | 2.000 | ████████ |
                | Finishing: the site is not as it should be | 1.000 | ████ |

                """)
    }

    @Test("as a report of JUnit")
    func junit() throws {
        #expect(
            JUnitReport.render(try report()) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- a report written by deploy -->
                <testsuites name="deploy live" tests="9" failures="2" errors="0" skipped="1" time="10.000">
                  <testsuite name="deploy live: ftp://h/" tests="9" failures="2" errors="0" skipped="1" time="10.000" timestamp="2026-11-18T11:06:40">
                    <testcase classname="deploy live" name="Connecting" time="1.000"/>
                    <testcase classname="deploy live" name="Comparing" time="1.000"/>
                    <testcase classname="deploy live" name="Preparing" time="0.500"/>
                    <testcase classname="deploy live" name="Transferring 1 file" time="2.500"/>
                    <testcase classname="deploy live" name="after_upload: php -l &lt;index.php&gt;" time="1.000"/>
                    <testcase classname="deploy live" name="Putting in place" time="1.000"/>
                    <testcase classname="deploy live" name="health: https://h/" time="2.000">
                      <failure message="it has the status 500"/>
                    </testcase>
                    <testcase classname="deploy live" name="Finishing" time="1.000">
                      <failure message="the site is not as it should be"/>
                    </testcase>
                    <testcase classname="deploy live" name="both" time="0.000">
                      <skipped message="conflict: changed here and on the remote"/>
                    </testcase>
                    <system-out>Failed: the site is not as it should be</system-out>
                  </testsuite>
                </testsuites>

                """)
    }

    /// Reads both files with Python's parsers, which take nothing that is not well-formed, and prints the texts in them.
    private static let parser = """
        import sys, xml.etree.ElementTree as tree
        junit = tree.parse(sys.argv[1]).getroot()
        page = open(sys.argv[2], encoding="utf-8").read()
        assert page.startswith("<!DOCTYPE html>\\n")
        for gap in ('<meta charset="utf-8">', '<meta name="viewport" content="width=device-width, initial-scale=1">'):
            page = page.replace(gap, "")
        html = tree.fromstring(page.removeprefix("<!DOCTYPE html>\\n"))
        assert {element.tag for element in html.iter()} <= set(
            "html head title style body header h1 h2 p dl div dt dd svg rect line text table tr td span em ul li details "
            "summary small".split()), {element.tag for element in html.iter()}
        print("".join(html.find("body").itertext()))
        print([case.get("name") for case in junit.iter("testcase")][-1])
        """

    @Test("HTML and XML are well-formed whatever a file is called, and hold nothing that a browser would carry out")
    func wellFormed() async throws {
        let name = "<script>alert(1)</script>&\"'`|\u{1B}[31m\u{202E}.html"
        let folder = try TemporaryFolder()
        try folder.write("r.xml", JUnitReport.render(try report(name)))
        try folder.write("r.html", HTMLReport.render(try report(name)))
        let result = try await Program.run(
            "/usr/bin/python3", ["-c", Self.parser, folder.at("r.xml"), folder.at("r.html")])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("script>&\"'`|\\u{1b}[31m\\u{202e}.html"), "\(result.output)")
        #expect(result.output.contains("it has the status 500") && result.output.contains("mend it"))
    }

    @Test("the lists of a message stay lists")
    func lines() throws {
        let message = "2 conflicts:\n  a\n  b"
        var report = try report(end: .failed(message: message, help: nil))
        report.verdict = "Failed: \(message)"
        #expect(MarkdownReport.render(report).contains("**Failed: 2 conflicts:<br>  a<br>  b**"))
        #expect(HTMLReport.render(report).contains("<p>Failed: 2 conflicts:&#10;  a&#10;  b</p>"))
        #expect(WebhookBody.json(report).contains(#""error": "2 conflicts:\n  a\n  b""#))
    }

    @Test("a webhook's line is short and calls nobody")
    func chat() throws {
        var report = try report()
        report.verdict = "@everyone <!channel> " + String(repeating: "x", count: 5_000)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(WebhookBody.json(report).utf8)) as? [String: Any])
        let text = try #require(object["content"] as? String)
        #expect(text.count < 2_000 && text.contains("@\u{200B}everyone <\u{200B}!channel>"))
    }

    @Test("a picture of many files shows the whole time in few marks")
    func manyFiles() throws {
        var record = RunRecord(keepsTransfers: true)
        var time = 0.0
        for index in 0..<20_000 {
            let change = Change(.create, try path("f\(index)"), size: 1, reason: "new")
            record.note(.started(change), at: time)
            time += 0.001
            record.note(.staged(change, reused: false), at: time)
        }
        record.end(at: time)
        var report = try report(end: .finished(Outcome()))
        report.record = record
        let page = HTMLReport.render(report)
        let marks = page.matches(of: #/<rect x="([0-9.]+)" y="38"/#).compactMap { Double($0.1) }
        #expect(marks.count < 1_000 && (marks.max() ?? 0) > 950, "\(marks.count) \(marks.max() ?? 0)")
        #expect(page.contains(" files: 0.0 s</title>"))
    }

    @Test("a fence of Markdown is longer than any in a name")
    func fence() throws {
        let text = MarkdownReport.render(try report("a````b"))
        #expect(text.contains("\n`````text\n└ + a````b  1.0 KB  (new)\n`````\n"))
    }

    @Test("a webhook is told in one object, with a line for chat services and no password")
    func webhook() throws {
        var report = try report(end: .failed(message: "no ftp://joe:geheim@h/", help: nil))
        report.verdict = "Failed: no ftp://joe:geheim@h/"
        let line = "deploy live: ftp://h/: Failed: no ftp://joe:***@\u{200B}h/"
        #expect(
            WebhookBody.json(report) == """
                {"version": 1, "text": "\(line)", "content": "\(line)", "result": "failed", "name": "deploy live", \
                "remote": "ftp://h/", "began": "2026-11-18T11:06:40Z", "milliseconds": 10000, "commit": "0123abc", \
                "error": "no ftp://joe:***@h/", "help": null}
                """)
        var outcome = Outcome()
        outcome.filesWritten = 2
        outcome.run = "r1"
        report.end = .finished(outcome)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(WebhookBody.json(report).utf8)) as? [String: Any])
        #expect(object["result"] as? String == "finished" && object["files_sent"] as? Int == 2)
        #expect(object["run"] as? String == "r1")
    }
}
