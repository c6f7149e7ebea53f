internal import ArgumentParser

/// What a run may change, as the command line says it.
struct ChangeOptions: ParsableArguments {
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
            "Files that changed on both sides: ask, skip, local (upload, sync), remote (download, sync), old or new (sync).",
        completion: .words(of: "resolve"))
    var resolve: String?

    @Flag(inversion: .prefixedNo, help: "The sending side wins everywhere.")
    var force: Bool?

    @Flag(inversion: .prefixedNo, help: "Make the remote folder if it is missing (upload, sync).")
    var createFolder: Bool?

    @Option(help: "How names that differ in case are paired: strict, local or remote.", completion: .words(of: "case"))
    var `case`: String?

    @Option(
        help: "What is looked at on the server before an upload: auto, touched, always or never.",
        completion: .words(of: "scan"))
    var scan: String?

    @Option(help: "Symbolic links of the local folder: follow, skip or error.", completion: .words(of: "symlinks"))
    var symlinks: String?

    @Option(
        help: "Before which changes to ask at the terminal: always, deletes or never.",
        completion: .words(of: "confirm"))
    var confirm: String?

    @Option(help: "Seconds to wait while another run is at work on the same remote.")
    var wait: Int?

    func validate() throws {
        if dryRun, execute { throw ValidationError("--dry-run and --execute exclude each other") }
    }

    /// Adds what was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func add(to overrides: inout OverrideLayer) throws {
        try overrides.set("dry_run", dryRun ? true : execute ? false : nil, as: execute ? "--execute" : "--dry-run")
        try overrides.set("delete", delete)
        try overrides.set("delete_unmatched", deleteUnmatched)
        try overrides.set("max_delete", maxDelete)
        try overrides.set("resolve", resolve)
        try overrides.set("force", force)
        try overrides.set("create_folder", createFolder)
        try overrides.set("case", self.case)
        try overrides.set("scan", scan)
        try overrides.set("symlinks", symlinks)
        try overrides.set("confirm", confirm)
        try overrides.set("wait", wait)
    }
}
