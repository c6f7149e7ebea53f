internal import ArgumentParser

/// How files are put in place and what is kept of them, as the command line says it.
struct SiteOptions: ParsableArguments {
    @Option(help: "How many deployments can be taken back (upload); 0 keeps nothing of what is replaced.")
    var keep: Int?

    @Option(help: "For how many deployments files named by their content stay there after they are gone here (upload).")
    var grace: Int?

    @Option(help: "Base-name patterns, with blanks between them, of what is put in place last; may be repeated.")
    var switchOrder: [String] = []

    @Option(
        help: "The time that uploaded files get on the server: now, or keep for the one that they have here.",
        completion: .words(of: "mtime"))
    var mtime: String?

    @Option(help: "Permissions of uploaded files: '755 *.cgi'; may be repeated (upload).")
    var chmod: [String] = []

    @Option(help: "A folder of the remote that is emptied once the new version is live; may be repeated (upload).")
    var purge: [String] = []

    @Option(help: "Where visitors reach the site; the tool's own folder must not be readable there (upload).")
    var url: String?

    @Option(help: "The name under which the deployment keeps its record on the remote.")
    var project: String?

    @Option(help: "The folder on the server for the tool's own records, such as ../deploy-state.")
    var state: String?

    @Flag(inversion: .prefixedNo, help: "Keep pyftpsync's own records up to date where a project has them.")
    var pyftpsyncMeta: Bool?

    @Flag(inversion: .prefixedNo, help: "Delete the records of other versions of pyftpsync, which are not read.")
    var migrate: Bool?

    /// Adds what was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func add(to overrides: inout OverrideLayer) throws {
        try overrides.set("keep", keep)
        try overrides.set("grace", grace)
        try overrides.set("switch_order", switchOrder.isEmpty ? nil : switchOrder)
        try overrides.set("mtime", mtime)
        try overrides.set("chmod", chmod.isEmpty ? nil : chmod)
        try overrides.set("purge", purge.isEmpty ? nil : purge)
        try overrides.set("url", url)
        try overrides.set("project", project)
        try overrides.set("state", state)
        try overrides.set("pyftpsync_meta", pyftpsyncMeta)
        try overrides.set("migrate", migrate)
    }
}
