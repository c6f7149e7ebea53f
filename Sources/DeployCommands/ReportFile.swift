internal import DeployModel
internal import Glibc
internal import LocalFiles
internal import Presentation

/// A file that tells of a run when it is over (`--report`).
struct ReportFile: Sendable, Hashable {
    /// Its form, which its name says.
    enum Form: Sendable, Hashable {
        case markdown, html, junit
    }

    private let path: String
    private let form: Form

    /// A report with an absolute path. It is only written when the run is over, so what can be known before is looked at
    /// now.
    ///
    /// - Throws: ``UsageError`` where its name has no ending that is known, or its folder cannot be written.
    init(path: String) throws(UsageError) {
        self.path = path
        let name = path.lowercased()
        if name.hasSuffix(".md") || name.hasSuffix(".markdown") {
            form = .markdown
        } else if name.hasSuffix(".html") || name.hasSuffix(".htm") {
            form = .html
        } else if name.hasSuffix(".xml") {
            form = .junit
        } else {
            throw UsageError(
                message: "--report \(path): its name must end with .html, .md or .xml",
                help: "the ending says what is written: a page of HTML, Markdown, or a report of JUnit")
        }
        let folder = LocalPath.resolve("..", from: path)
        guard unsafe access(folder, W_OK | X_OK) == 0 else {
            throw UsageError(
                message: "the report \(path) cannot be written: \(SystemError("access", folder).reason)",
                help: "make its folder, or name another file with --report")
        }
    }

    /// Writes the report.
    ///
    /// - Throws: ``SystemError``.
    func write(_ report: RunReport) throws(SystemError) {
        let text =
            switch form {
            case .markdown: MarkdownReport.render(report)
            case .html: HTMLReport.render(report)
            case .junit: JUnitReport.render(report)
            }
        try DiskFile.write(text, to: path)
    }
}

/// What a run is written down in, besides what it shows.
struct ReportFiles: Sendable {
    /// The reports.
    var files: [ReportFile] = []
    /// The log; nil for none.
    var log: RunLog?
}
