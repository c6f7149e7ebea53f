package import Credentials
internal import Planning
internal import Presentation

/// What a command takes from the process around it: a test hands in its own.
package struct CommandContext: Sendable {
    /// The environment's variables.
    package var environment: [String: String]
    /// The path of this program, absolute, for those who are to call it later.
    package var program: String
    /// The current folder, absolute.
    package var currentFolder: String
    /// Writes to standard output.
    package var out: @Sendable (String) -> Void
    /// Writes to standard error.
    package var err: @Sendable (String) -> Void
    /// The next line of standard input without its line end; nil at its end. Throws `CancellationError` when the command
    /// is stopped meanwhile.
    package var readLine: @Sendable () async throws -> String?
    /// Who can be asked for a password; nil where nobody is there.
    package var person: LoginSources.Person?
    /// Whether standard input is a terminal, so that somebody can be asked.
    package var isInputTerminal: Bool
    /// Whether standard output is a terminal.
    package var isTerminal: Bool
    /// Whether standard error is a terminal.
    package var isErrorTerminal: Bool
    /// The width of the terminal in columns; nil where there is none.
    package var columns: @Sendable () -> Int?
    /// Seconds since the epoch, UTC.
    package var now: @Sendable () -> Int64
    /// Seconds on a clock that only runs forward.
    package var seconds: @Sendable () -> Double

    /// A context from its parts.
    package init(
        environment: [String: String], program: String = "deploy", currentFolder: String,
        out: @escaping @Sendable (String) -> Void,
        err: @escaping @Sendable (String) -> Void, readLine: @escaping @Sendable () async throws -> String?,
        person: LoginSources.Person? = nil, isInputTerminal: Bool, isTerminal: Bool, isErrorTerminal: Bool,
        columns: @escaping @Sendable () -> Int?,
        now: @escaping @Sendable () -> Int64, seconds: @escaping @Sendable () -> Double
    ) {
        self.environment = environment
        self.program = program
        self.currentFolder = currentFolder
        self.out = out
        self.err = err
        self.readLine = readLine
        self.person = person
        self.isInputTerminal = isInputTerminal
        self.isTerminal = isTerminal
        self.isErrorTerminal = isErrorTerminal
        self.columns = columns
        self.now = now
        self.seconds = seconds
    }

    /// The user's home folder; nil where HOME is not set.
    var home: String? { environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } }

    /// From where and as whom a task is called.
    var invocation: Invocation { Invocation(currentFolder: currentFolder, home: home) }

    /// Colour of standard error, as ``style(noColour:)``.
    func errorStyle(noColour: Bool) -> Style { Style(usesColour: isErrorTerminal && mayUseColour(noColour)) }

    /// Colour of standard output: where a person looks at it and nobody asked for none (no-color.org).
    func style(noColour: Bool) -> Style { Style(usesColour: isTerminal && mayUseColour(noColour)) }

    private func mayUseColour(_ noColour: Bool) -> Bool {
        !noColour && environment["NO_COLOR"].map(\.isEmpty) ?? true && environment["TERM"] != "dumb"
    }
}
