internal import ArgumentParser

/// `deploy tree TARGET`: what a folder or a server holds.
struct TreeCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Show what a folder or a server holds.",
        discussion: "Nothing is written there. --format json gives an object per line.")

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

    @Argument(help: "What to look at: ftp://user@host/path, or a folder of this machine.")
    var target: String

    @Flag(inversion: .prefixedNo, help: "List files too, not only folders.")
    var files: Bool?

    @Flag(inversion: .prefixedNo, help: "Files first, and all by name without regard to case.")
    var sort: Bool?

    @Option(help: "How to tell: text or json.")
    var format: Format = .text

    @OptionGroup(title: "Which names take part")
    var filters: FilterOptions

    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        var given = OverrideLayer()
        try given.set("files", files)
        try given.set("sort", sort)
        try filters.add(to: &given)
        try server.add(to: &given)
        let deployment = try Deployment(looking: target, given.layer, output, context)
        return try await deployment.showTree(asJSON: format == .json)
    }
}
