internal import DeployModel
internal import FileTree

/// A run as a page of HTML that needs nothing else.
package enum HTMLReport {
    /// The whole page.
    package static func render(_ report: RunReport) -> String {
        let kind = report.end.isGood ? "good" : "bad"
        return """
            <!DOCTYPE html>
            <!-- \(RunReport.mark) -->
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Markup.xml(report.title))</title>
            <style>
            \(style)</style>
            </head>
            <body>
            <header class="\(kind)">
            <h1>\(Markup.xml(report.title))</h1>
            <p>\(Markup.xml(report.verdict))</p>
            \(help(report))</header>
            <dl>
            \(ReportFacts.rows(report).map { "<div><dt>\($0.0)</dt><dd>\(Markup.xml($0.1))</dd></div>\n" }.joined())</dl>
            \(time(report.record))\(changes(report))\(remarks(report))</body>
            </html>

            """
    }

    private static func help(_ report: RunReport) -> String {
        guard case .failed(_, let help?) = report.end else { return "" }
        return "<p>\(Markup.xml(help))</p>\n"
    }

    // MARK: Time

    private static func time(_ record: RunRecord) -> String {
        let spans = ReportFacts.spans(record)
        guard !spans.isEmpty else { return "" }
        let rows = spans.map { span in
            let share = record.seconds > 0 ? Int((span.seconds / record.seconds * 100).rounded()) : 0
            let problem = span.problem.map { " <em>\(Markup.xml($0))</em>" } ?? ""
            return """
                <tr><td><span class="key \(span.problem == nil ? TimePicture.kind(span.step) : "problem")"></span>\
                \(Markup.xml(span.step.title))\(problem)</td><td>\(ReportFacts.seconds(span.seconds)) s</td><td>\(share) %</td></tr>

                """
        }
        return "<h2>Where the time went</h2>\n\(TimePicture.svg(record))<table>\n\(rows.joined())</table>\n"
    }

    // MARK: Changes

    /// A browser shows more rows than this slowly.
    private static let mostChanges = 5_000

    private static func changes(_ report: RunReport) -> String {
        let changes = report.record.changes
        guard !changes.isEmpty else { return "" }
        let tree = ChangeTree(Array(changes.sorted { $0.path < $1.path }.prefix(mostChanges)))
        let isOpen = tree.lineCount <= 200
        let more = changes.count > mostChanges ? "<p>… and \(changes.count - mostChanges) more</p>\n" : ""
        return """
            <h2>\(ReportFacts.changesTitle(report))</h2>
            <ul class="tree">
            \(tree.roots.map { item($0, isOpen, report.showsSide) }.joined())</ul>
            \(more)
            """
    }

    private static func item(_ node: ChangeTree.Node, _ isOpen: Bool, _ showsSide: Bool) -> String {
        let name = Markup.xml(node.isFolder ? node.name + "/" : node.name)
        let heads =
            node.changes.isEmpty ? ["\(name)\(sum(node))"] : node.changes.map { head($0, name, node, showsSide) }
        guard !node.children.isEmpty else { return heads.map { "<li>\($0)</li>\n" }.joined() }
        return """
            <li><details\(isOpen ? " open=\"\"" : "")><summary>\(heads.joined(separator: " "))</summary><ul>
            \(node.children.map { item($0, isOpen, showsSide) }.joined())</ul></details></li>

            """
    }

    private static func head(
        _ change: Change, _ name: String, _ node: ChangeTree.Node, _ showsSide: Bool
    ) -> String {
        let side = showsSide ? change.side == .local ? "&lt; " : "&gt; " : ""
        let kind = change.isDeletion ? "gone" : change.action == .replace ? "changed" : "new"
        let size = change.sendsContent ? change.size.map { " <small>\(Quantity.bytes($0))</small>" } ?? "" : sum(node)
        return """
            <span class="\(kind)">\(side)\(ChangeText.sign(change).0) \(name)</span>\(size) <small class="why">\
            \(Markup.xml(change.reason))</small>
            """
    }

    private static func sum(_ node: ChangeTree.Node) -> String {
        let text = ChangeTreeText.sum(of: node)
        return text.isEmpty ? "" : " <small>\(text)</small>"
    }

    private static func remarks(_ report: RunReport) -> String {
        let remarks = ReportFacts.remarks(report)
        guard !remarks.isEmpty else { return "" }
        let items = remarks.map {
            "<li>\(Markup.xml($0.path.description)) <small>\(Markup.xml($0.reason))</small></li>\n"
        }
        return "<h2>Left alone</h2>\n<ul>\n\(items.joined())</ul>\n"
    }

    private static let style = """
        :root { color-scheme: light dark; --line: #8884; --quiet: #777; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        header { border-left: 6px solid #2a9d4a; padding: .2rem 1rem; background: #2a9d4a18; }
        header.bad { border-color: #d33c3c; background: #d33c3c18; }
        header p, td { white-space: pre-line; }
        h1 { font-size: 1.4rem; margin: .3rem 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
        dl { display: flex; flex-wrap: wrap; gap: .8rem 2rem; }
        dt, small { color: var(--quiet); font-size: .85em; }
        dd { margin: 0; overflow-wrap: anywhere; }
        svg { width: 100%; height: auto; overflow: visible; }
        svg .label { font: 10px system-ui, sans-serif; fill: var(--quiet); }
        svg .tick { stroke: var(--line); stroke-width: 1; }
        table { border-collapse: collapse; width: 100%; margin-top: .8rem; }
        td { padding: .2rem .5rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
        td:not(:first-child) { text-align: right; white-space: nowrap; width: 1%; }
        .key { display: inline-block; width: .8em; height: .8em; margin-right: .6em; border-radius: 2px; }
        ul { padding-left: 1.2rem; }
        .tree, .tree ul { list-style: none; }
        .tree { padding: 0; font-family: ui-monospace, monospace; font-size: .9rem; }
        summary { cursor: pointer; }
        .new { color: #1f8a3d; } .changed { color: #1573a8; } .gone { color: #c43636; }
        .connecting { fill: #8a94a6; background: #8a94a6; } .comparing { fill: #3f7fbf; background: #3f7fbf; }
        .preparing { fill: #b3bac6; background: #b3bac6; } .sending { fill: #2a9d4a; background: #2a9d4a; }
        .keeping { fill: #c99a2e; background: #c99a2e; } .switching { fill: #8d55c0; background: #8d55c0; }
        .building { fill: #b0632a; background: #b0632a; }
        .hook { fill: #d97b29; background: #d97b29; } .finishing { fill: #9db0a3; background: #9db0a3; }
        .checking { fill: #25a1a1; background: #25a1a1; } .problem { fill: #d33c3c; background: #d33c3c; }
        .rate { fill: #2a9d4a88; }

        """
}
