internal import ArgumentParser
internal import DeployModel

/// Which names take part, as the command line says it.
struct FilterOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Base-name patterns that files must match, separated by commas.")
    var match: String?

    @Option(name: [.customShort("x"), .long], help: "Base-name patterns that stay out, separated by commas.")
    var exclude: String?

    @Option(help: "A path pattern as in a .gitignore that stays out; may be repeated.")
    var ignore: [String] = []

    @Option(help: "A file of such patterns.", completion: .file())
    var ignoreFile: String?

    @Option(help: "A path pattern that brings back what is ignored; may be repeated.")
    var include: [String] = []

    @Option(help: "A path pattern of files that are sent although they look like secrets; may be repeated.")
    var allow: [String] = []

    /// Adds what was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func add(to overrides: inout OverrideLayer) throws {
        try overrides.set("match", match.map(PatternList.split))
        try overrides.set("exclude", exclude.map(PatternList.split))
        try overrides.set("ignore", ignore.isEmpty ? nil : ignore)
        try overrides.set("ignore_file", ignoreFile)
        try overrides.set("include", include.isEmpty ? nil : include)
        try overrides.set("allow", allow.isEmpty ? nil : allow)
    }
}
