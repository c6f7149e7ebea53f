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

    /// Its absolute path.
    let path: String
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
        try checkPlace()
    }

    /// What is there already is only replaced where it is a report.
    private func checkPlace() throws(UsageError) {
        guard unsafe access(path, F_OK) != 0 else {
            let text = try beginning()
            guard text.isEmpty || text.contains(RunReport.mark) else {
                throw UsageError(
                    message: "\(path) is there already and is no report; it was not touched",
                    help: "name another file with --report")
            }
            guard unsafe access(path, W_OK) == 0 else { throw cannotBeWritten(SystemError("access", path)) }
            return
        }
        let folder = LocalPath.resolve("..", from: path)
        guard unsafe access(folder, W_OK | X_OK) == 0 else { throw cannotBeWritten(SystemError("access", folder)) }
    }

    /// The beginning of the file that is there.
    private func beginning() throws(UsageError) -> String {
        do throws(SystemError) {
            let bytes = try DiskFile.contents(ofFileAt: path, limit: 64 << 20)
            return String(decoding: bytes.prefix(400), as: UTF8.self)
        } catch {
            throw cannotBeWritten(error)
        }
    }

    private func cannotBeWritten(_ error: SystemError) -> UsageError {
        UsageError(
            message: "the report \(path) cannot be written: \(error.reason)",
            help: "name a file with --report that you may write, in a folder that is there")
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

    /// All of them, by their absolute paths.
    var paths: [String] { files.map(\.path) + [log?.path].compactMap { $0 } }

    /// Refuses to be asked for where nothing is reported.
    ///
    /// - Throws: ``UsageError``.
    func refuse(with what: String) throws(UsageError) {
        guard !files.isEmpty || log != nil else { return }
        throw UsageError(message: "--report and --log-file have no effect with \(what)", help: "leave them out")
    }
}
