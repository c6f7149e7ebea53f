/// Lets the options that every command has stand before the command as well: `deploy -v run`.
package enum ArgumentOrder {
    /// The arguments with such options moved behind the command's name.
    package static func normalized(_ arguments: [String]) -> [String] {
        let leading = arguments.prefix(while: isGlobal)
        guard !leading.isEmpty, leading.count < arguments.count else { return arguments }
        let rest = arguments[leading.count...]
        guard let command = rest.first, !command.hasPrefix("-") else { return arguments }
        return [command] + leading + rest.dropFirst()
    }

    /// Whether the arguments are `--version` and `-v`, in either order and nothing else.
    package static func asksForDetailedVersion(_ arguments: [String]) -> Bool {
        let versions = arguments.filter { $0 == "--version" || $0 == "-V" }
        return !versions.isEmpty && versions.count < arguments.count
            && arguments.allSatisfy { versions.contains($0) || isGlobal($0) }
    }

    private static func isGlobal(_ argument: String) -> Bool {
        if ["--verbose", "--quiet", "--no-color", "--color"].contains(argument) { return true }
        return argument.count > 1 && argument.first == "-" && argument.dropFirst().allSatisfy { $0 == "v" || $0 == "q" }
    }
}
