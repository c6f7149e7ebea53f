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
    /// Whether standard input is a terminal that is this process's to read, so that somebody can be asked.
    package var isInputTerminal: Bool
    /// Whether standard output is a terminal.
    package var isTerminal: Bool
    /// Whether standard error is a terminal.
    package var isErrorTerminal: Bool
    /// The width of the terminal in columns; nil where there is none on which a line can be drawn again and again.
    package var columns: @Sendable () -> Int?
    /// The CI service whose job the process is a step of.
    var service: CIService
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
        service = CIService.detected(environment)
        self.now = now
        self.seconds = seconds
    }

    /// The user's home folder; nil where HOME is not set.
    var home: String? { environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } }

    /// From where and as whom a task is called.
    var invocation: Invocation { Invocation(currentFolder: currentFolder, home: home) }

    /// Colour of standard error, as ``style(colour:)``.
    func errorStyle(colour: Bool?) -> Style { Style(usesColour: usesColour(isErrorTerminal, colour)) }

    /// Colour of standard output: what the command line asks for; else none where NO_COLOR is set (no-color.org),
    /// always where CLICOLOR_FORCE is (bixense.com/clicolors), and where a person looks at a terminal that has any.
    func style(colour: Bool?) -> Style { Style(usesColour: usesColour(isTerminal, colour)) }

    private func usesColour(_ isTerminal: Bool, _ wish: Bool?) -> Bool {
        if let wish { return wish }
        if let none = environment["NO_COLOR"], !none.isEmpty { return false }
        if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
        return isTerminal && environment["TERM"] != "dumb" && environment["CLICOLOR"] != "0"
    }
}
