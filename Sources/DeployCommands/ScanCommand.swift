internal import ArgumentParser

/// `deploy scan TARGET`: counts or lists what a folder or a server holds, and takes pyftpsync's files out of it.
struct ScanCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Count or list what a folder or a server holds.",
        discussion: "Nothing is written there, unless --remove-meta or --remove-locks is given.")

    @Flag(help: "List the names, not only their number.")
    var list = false

    @Flag(name: .shortAndLong, help: "Look into the folders, too.")
    var recursive = false

    @Flag(help: "Delete pyftpsync's metadata (.pyftpsync-meta.json): its next run knows of no earlier one.")
    var removeMeta = false

    @Flag(help: "Delete pyftpsync's lock files (.pyftpsync-lock.json); no pyftpsync may be running there.")
    var removeLocks = false

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be deleted, and delete nothing.")
    var dryRun = false

    @OptionGroup var look: LookOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let deployment = try look.deployment(in: context)
        let names = (removeMeta ? [".pyftpsync-meta.json"] : []) + (removeLocks ? [".pyftpsync-lock.json"] : [])
        return try await deployment.scan(
            Deployment.Scan(lists: list, isRecursive: recursive, removes: Set(names), isDryRun: dryRun))
    }
}
