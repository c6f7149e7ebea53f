/// One option of a task: what the loader accepts, the command line offers, and the schema and documentation tell.
package struct OptionSpec: Sendable, Hashable {
    /// What values an option takes.
    package enum Kind: Sendable, Hashable {
        /// true or false.
        case bool
        /// true, false, or one of these words.
        case boolOr([String])
        /// A whole number of this range.
        case int(ClosedRange<Int>)
        /// A whole number, or a share such as `50%`.
        case countOrPercent
        /// A text.
        case string
        /// One of these words.
        case choice([String])
        /// Base-name patterns: a list of texts, or one text with commas.
        case patterns
        /// Path patterns as in a `.gitignore`: a list of texts, or one text with a pattern per line.
        case pathPatterns
        /// Groups of base-name patterns, with blanks between them: a list of texts, or one text with a group per line.
        case patternGroups
        /// Names of tasks: one, or a list.
        case names
        /// Octal permissions and path patterns, with blanks between them: a list of texts, or one text with a rule per line.
        case modeRules
        /// A command: a text for a shell, or a list of a program and its arguments. Variables in it are the shell's.
        case command
        /// A program and its arguments: a list, or one text with blanks between them.
        case words
        /// Items that hold more than a text: a list of them, or one.
        case entries(EntryShape)
    }

    /// What an option is about: the chapters of the documentation.
    package enum Chapter: String, Sendable, Hashable, CaseIterable {
        case task = "The task"
        case filters = "What takes part"
        case changes = "What may change"
        case connection = "The connection"
        case hooks = "Before and after"
        case credentials = "Passwords"
        case output = "What is shown"
    }

    /// The key in the project file; with `-` for `_` the option of the command line.
    package let key: String
    /// What values it takes.
    package let kind: Kind
    /// What it is about.
    package let chapter: Chapter
    /// The value where nothing is said; nil where there is none.
    package let defaultValue: OptionValue?
    /// What it does: a sentence or two for help, schema and documentation.
    package let help: String
    /// A value as it may stand in a file.
    package let example: OptionValue?
    /// Whether a task must have it.
    package let isRequired: Bool
    /// The commands that it makes sense for.
    package let commands: Set<SyncCommand>
    /// Whether its value is never shown.
    package let isSecret: Bool
    /// Whether it is an option of the command line as well.
    package let isOnCommandLine: Bool
    /// Whether it is a key of the project file; what is not is decided by each call.
    package let isInFile: Bool

    init(
        _ key: String, _ kind: Kind, _ chapter: Chapter, default value: OptionValue? = nil, _ help: String,
        example: OptionValue? = nil, required: Bool = false,
        only commands: Set<SyncCommand> = Set(SyncCommand.allCases),
        secret: Bool = false, commandLine: Bool = true, inFile: Bool = true
    ) {
        self.key = key
        self.kind = kind
        self.chapter = chapter
        self.defaultValue = value
        self.help = help
        self.example = example
        self.isRequired = required
        self.commands = commands
        self.isSecret = secret
        self.isOnCommandLine = commandLine
        self.isInFile = inFile
    }

    /// Whether `key+:` may add to what is inherited.
    package var isList: Bool { [.patterns, .pathPatterns, .patternGroups, .modeRules].contains(kind) }

    /// The option of the command line without its dashes: `dry-run` for `dry_run`, `netrc` for `no_netrc`.
    package var commandLineName: String {
        (key.hasPrefix("no_") ? String(key.dropFirst(3)) : key).replacing("_", with: "-")
    }
}
