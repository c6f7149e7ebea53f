internal import ArgumentParser

/// `deploy tree TARGET`: what a folder or a server holds.
struct TreeCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Show what a folder or a server holds.",
        discussion: "Nothing is written there. --format json gives an object per line.")

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

    @Flag(inversion: .prefixedNo, help: "List files too, not only folders.")
    var files: Bool?

    @Flag(inversion: .prefixedNo, help: "Files first, and all by name without regard to case.")
    var sort: Bool?

    @Option(help: "How to tell: text or json.")
    var format: Format = .text

    @OptionGroup var look: LookOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        var given = OverrideLayer()
        try given.set("files", files)
        try given.set("sort", sort)
        let deployment = try look.deployment(given, in: context)
        return try await deployment.showTree(asJSON: format == .json)
    }
}
