internal import ArgumentParser
internal import DeployModel

/// The options of a task that can be given on the command line; what is given wins over the file.
struct TaskOptions: ParsableArguments {
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Delete on the remote what is not in the local folder.")
    var delete: Bool?

    @Flag(inversion: .prefixedNo, help: "The local side wins everywhere.")
    var force: Bool?

    @Option(name: .shortAndLong, help: "Base-name patterns that files must match, separated by commas.")
    var match: String?

    @Option(name: [.customShort("x"), .long], help: "Base-name patterns that stay out, separated by commas.")
    var exclude: String?

    @Option(help: "Files that changed on both sides: ask (stop), skip, or local.")
    var resolve: String?

    @Flag(inversion: .prefixedNo, help: "Make the remote folder if it is missing.")
    var createFolder: Bool?

    @Option(help: "How many connections may be open at once (1 to 32).")
    var connections: Int?

    @Option(help: "Seconds without any progress after which an operation fails.")
    var timeout: Int?

    @Option(help: "The name under which the deployment keeps its record on the remote.")
    var project: String?

    @Flag(inversion: .prefixedNo, help: "Look for user and password in ~/.netrc.")
    var netrc: Bool?

    /// What was given, by option key.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func overrides() throws -> [String: OptionValue] {
        var values: [String: OptionValue] = [:]
        if dryRun { values["dry_run"] = .bool(true) }
        values["delete"] = delete.map(OptionValue.bool)
        values["force"] = force.map(OptionValue.bool)
        values["create_folder"] = createFolder.map(OptionValue.bool)
        values["no_netrc"] = netrc.map { .bool(!$0) }
        values["match"] = match.map { .list(PatternList.split($0)) }
        values["exclude"] = exclude.map { .list(PatternList.split($0)) }
        values["resolve"] = resolve.map(OptionValue.string)
        values["project"] = project.map(OptionValue.string)
        values["connections"] = connections.map(OptionValue.int)
        values["timeout"] = timeout.map(OptionValue.int)
        for (key, value) in values { try Self.check(key, value) }
        return values
    }

    private static func check(_ key: String, _ value: OptionValue) throws {
        let option = "--\(key.replacing("_", with: "-"))"
        switch (OptionTable[key]?.kind, value) {
        case (.int(let range)?, .int(let number)) where !range.contains(number):
            throw UsageError(
                message: "\(option) must be a number from \(range.lowerBound) to \(range.upperBound), not \(number)")
        case (.choice(let words)?, .string(let text)) where !words.contains(text):
            throw UsageError(message: "\(option) must be one of \(words.joined(separator: ", ")), not '\(text)'")
        default: break
        }
    }
}
