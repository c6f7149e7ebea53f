internal import ArgumentParser
internal import ConfigLoading
internal import DeployModel

/// The options of a task that can be given on the command line; what is given wins over the file. A test keeps them equal
/// to the option table.
struct TaskOptions: ParsableArguments {
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Flag(
        name: [.customLong("no-dry-run"), .customLong("execute")],
        help: "Do it, even if the task says 'dry_run: true'.")
    var execute = false

    @Flag(
        inversion: .prefixedNo, help: "Delete on the receiving side what is not on the sending one (upload, download).")
    var delete: Bool?

    @Flag(inversion: .prefixedNo, help: "Also delete there what no pattern of 'match' covers.")
    var deleteUnmatched: Bool?

    @Option(help: "How many files may be deleted on a side: a number, or a share such as 50%.")
    var maxDelete: String?

    @Option(
        help:
            "Files that changed on both sides: ask, skip, local (upload, sync), remote (download, sync), old or new (sync)."
    )
    var resolve: String?

    @Flag(inversion: .prefixedNo, help: "The sending side wins everywhere.")
    var force: Bool?

    @Flag(inversion: .prefixedNo, help: "Make the remote folder if it is missing (upload, sync).")
    var createFolder: Bool?

    @Option(help: "How names that differ in case are paired: strict, local or remote.")
    var `case`: String?

    @Option(help: "What is looked at on the server before an upload: auto, touched, always or never.")
    var scan: String?

    @Option(help: "The time that uploaded files get on the server: now, or keep for the one that they have here.")
    var mtime: String?

    @Option(help: "Base-name patterns, with blanks between them, of what is put in place last; may be repeated.")
    var switchOrder: [String] = []

    @Option(help: "Symbolic links of the local folder: follow, skip or error.")
    var symlinks: String?

    @Flag(inversion: .prefixedNo, help: "Keep pyftpsync's own records up to date where a project has them.")
    var pyftpsyncMeta: Bool?

    @Flag(inversion: .prefixedNo, help: "Delete the records of other versions of pyftpsync, which are not read.")
    var migrate: Bool?

    @Option(help: "Where visitors reach the site; the tool's own folder must not be readable there (upload).")
    var url: String?

    @Option(help: "A folder of the remote that is emptied once the new version is live; may be repeated (upload).")
    var purge: [String] = []

    @Option(help: "Permissions of uploaded files: '755 *.cgi'; may be repeated (upload).")
    var chmod: [String] = []

    @Option(help: "For how many deployments files named by their content stay there after they are gone here (upload).")
    var grace: Int?

    @Option(help: "How many deployments can be taken back (upload); 0 keeps nothing of what is replaced.")
    var keep: Int?

    @Option(help: "Seconds to wait while another run is at work on the same remote.")
    var wait: Int?

    @Option(help: "The name under which the deployment keeps its record on the remote.")
    var project: String?

    @Option(help: "Before which changes to ask at the terminal: always, deletes or never.")
    var confirm: String?

    @Option(help: "How to tell: text, or json for one object per line (schema/events.schema.json).")
    var format: RunFormat = .text

    @Option(help: "The folder on the server for the tool's own records, such as ../deploy-state.")
    var state: String?

    @Flag(inversion: .prefixedNo, help: "Show progress also where output is no terminal.")
    var progress: Bool?

    @Flag(inversion: .prefixedNo, help: "End with exit code 10 where conflicts were left alone.")
    var reportProblems: Bool?

    @Option(help: "classify tells of each file what became of it on both sides, and what follows.")
    var debug: String?

    @OptionGroup var reports: ReportOptions

    @OptionGroup(title: "Which names take part")
    var filters: FilterOptions

    @OptionGroup(title: "The server")
    var server: ServerOptions

    func validate() throws {
        if dryRun, execute { throw ValidationError("--dry-run and --execute exclude each other") }
    }

    /// What was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func layer() throws -> SettingsLayer {
        var overrides = OverrideLayer()
        try filters.add(to: &overrides)
        try server.add(to: &overrides)
        try overrides.set("dry_run", dryRun ? true : execute ? false : nil, as: execute ? "--execute" : "--dry-run")
        try overrides.set("delete", delete)
        try overrides.set("delete_unmatched", deleteUnmatched)
        try overrides.set("max_delete", maxDelete)
        try overrides.set("resolve", resolve)
        try overrides.set("force", force)
        try overrides.set("create_folder", createFolder)
        try overrides.set("case", self.case)
        try overrides.set("scan", scan)
        try overrides.set("mtime", mtime)
        try overrides.set("switch_order", switchOrder.isEmpty ? nil : switchOrder)
        try overrides.set("symlinks", symlinks)
        try overrides.set("pyftpsync_meta", pyftpsyncMeta)
        try overrides.set("migrate", migrate)
        try overrides.set("url", url)
        try overrides.set("purge", purge.isEmpty ? nil : purge)
        try overrides.set("chmod", chmod.isEmpty ? nil : chmod)
        try overrides.set("grace", grace)
        try overrides.set("keep", keep)
        try overrides.set("wait", wait)
        try overrides.set("project", project)
        try overrides.set("state", state)
        try overrides.set("confirm", confirm)
        try overrides.set("progress", progress)
        try overrides.set("report_problems", reportProblems)
        try overrides.set("debug", debug)
        return overrides.layer
    }
}

/// How a run tells what it does.
enum RunFormat: String, ExpressibleByArgument, CaseIterable {
    /// Lines for people.
    case text
    /// A JSON object per line, for programs.
    case json
}
