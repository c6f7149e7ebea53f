internal import ArgumentParser
internal import DeployModel

/// What a run is written down in, as the command line says it.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write a report of the run: a page of HTML, Markdown (.md) or JUnit's XML (.xml); may be repeated.",
            valueName: "file"), completion: .file(extensions: ["html", "md", "xml"]))
    var report: [String] = []

    @Option(
        help: ArgumentHelp("Add all that -vv shows to this file, with the times.", valueName: "file"),
        completion: .file())
    var logFile: String?

    /// The files, seen from the current folder.
    ///
    /// - Throws: ``UsageError`` where one cannot be written.
    func files(in context: CommandContext) throws(UsageError) -> ReportFiles {
        var files = ReportFiles()
        for path in report {
            files.files.append(try ReportFile(path: LocalPath.resolve(path, from: context.currentFolder)))
        }
        if let logFile { files.log = try RunLog(path: LocalPath.resolve(logFile, from: context.currentFolder)) }
        return files
    }
}
