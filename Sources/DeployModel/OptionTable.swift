/// One option of a task: what the loader accepts, the command line offers, and the schema and help tell.
package struct OptionSpec: Sendable, Hashable {
    /// What values an option takes.
    package enum Kind: Sendable, Hashable {
        /// true or false.
        case bool
        /// true, false, or one of these words.
        case boolOr([String])
        /// A whole number of this range.
        case int(ClosedRange<Int>)
        /// A text.
        case string
        /// One of these words.
        case choice([String])
        /// Base-name patterns: a list of texts, or one text with commas.
        case patterns
    }

    /// The key in the project file; with `-` for `_` the option of the command line.
    package let key: String
    /// What values it takes.
    package let kind: Kind
    /// The value where nothing is said; nil where there is none.
    package let defaultValue: OptionValue?
    /// What it does: one sentence for help and schema.
    package let help: String
    /// Whether a task must have it.
    package let isRequired: Bool

    init(_ key: String, _ kind: Kind, default value: OptionValue? = nil, required: Bool = false, _ help: String) {
        self.key = key
        self.kind = kind
        self.defaultValue = value
        self.isRequired = required
        self.help = help
    }
}

/// Every option of a task, in the order in which people look for them. The loader, the planner, the schema and the
/// command line are made from this list.
package enum OptionTable {
    /// The options.
    package static let all: [OptionSpec] = [
        OptionSpec(
            "command", .choice(SyncCommand.allCases.map(\.rawValue)), required: true,
            "What the task does. upload makes the remote folder what the local one is."),
        OptionSpec(
            "remote", .string, required: true,
            "Where it goes: ftp://user@host:port/path, or a folder of this machine."),
        OptionSpec("local", .string, default: .string("."), "The local folder, seen from the file's folder."),
        OptionSpec(
            "match", .patterns, default: .list([]),
            "Files must match one of these base-name patterns; without any, all take part."),
        OptionSpec(
            "exclude", .patterns, default: .list([".DS_Store", ".git", ".hg", ".svn", "#recycle"]),
            "Files and folders whose base name matches one of these patterns stay out."),
        OptionSpec(
            "delete", .boolOr(["owned"]), default: .bool(false),
            "Whether to delete on the remote what is not in the local folder; owned deletes only what this project put there."
        ),
        OptionSpec(
            "resolve", .choice(ConflictResolution.allCases.map(\.rawValue)), default: .string("ask"),
            "What happens to files that changed on both sides: ask stops before the first change, skip leaves them, local sends the local file."
        ),
        OptionSpec(
            "force", .bool, default: .bool(false), "The local side wins everywhere, also where only the remote changed."
        ),
        OptionSpec("create_folder", .bool, default: .bool(false), "Make the remote folder if it is missing."),
        OptionSpec("dry_run", .bool, default: .bool(false), "Show what would be done, and do nothing."),
        OptionSpec(
            "connections", .int(1...32), default: .int(4), "How many connections to the server may be open at once."),
        OptionSpec(
            "timeout", .int(1...3_600), default: .int(30),
            "Seconds without any progress after which an operation fails."),
        OptionSpec(
            "project", .string, default: .string("site"),
            "The name under which this deployment keeps its record on the remote; needed where several share one folder."
        ),
        OptionSpec("no_color", .bool, default: .bool(false), "Do not use colour."),
        OptionSpec(
            "no_netrc", .bool, default: .bool(false), "Do not look for user and password in ~/.netrc."),
        OptionSpec(
            "verbose", .int(0...6), default: .int(3),
            "How much is told: 0 nothing, 1 the summary, 3 each change, 4 also what is left alone, 5 server details, 6 the FTP dialogue."
        ),
    ]

    /// The option with this key.
    package static subscript(key: String) -> OptionSpec? { byKey[key] }

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
}
