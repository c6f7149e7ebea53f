/// What a run can do besides speaking to its two sides: commands of this machine, HTTP, waiting.
package struct Outside: Sendable {
    /// A command of this machine.
    package struct Command: Sendable {
        /// The program and its arguments.
        package var words: [String]
        /// Variables besides those that are there.
        package var environment: [String: String]
        /// Seconds after which it is ended.
        package var timeout: Int

        /// A command from its parts.
        package init(words: [String], environment: [String: String], timeout: Int) {
            self.words = words
            self.environment = environment
            self.timeout = timeout
        }
    }

    /// How a command ended.
    package struct CommandEnd: Sendable {
        /// Its exit code; nil where it was ended for taking too long.
        package var status: Int32?
        /// The lines that it wrote, as far as they were kept.
        package var output: [String]

        /// An end from its parts.
        package init(status: Int32?, output: [String]) {
            self.status = status
            self.output = output
        }
    }

    /// An HTTP request.
    package struct Request: Sendable {
        /// The whole URL.
        package var url: String
        /// GET, POST …
        package var method: String
        /// What is sent.
        package var body: String?
        /// Seconds after which it fails.
        package var timeout: Int

        /// A request from its parts.
        package init(url: String, method: String = "GET", body: String? = nil, timeout: Int) {
            self.url = url
            self.method = method
            self.body = body
            self.timeout = timeout
        }
    }

    /// The answer to a request.
    package struct Answer: Sendable {
        /// The status.
        package var status: Int
        /// The beginning of the body, at most 1 MiB.
        package var body: [UInt8]

        /// An answer from its parts.
        package init(status: Int, body: [UInt8]) {
            self.status = status
            self.body = body
        }
    }

    /// Runs a command. Throws the words of why it cannot be started.
    package var run: @Sendable (Command) async throws -> CommandEnd
    /// Sends a request. Throws the words of why there is no answer.
    package var fetch: @Sendable (Request) async throws -> Answer

    /// Seconds on a clock that only goes forward.
    package var uptime: @Sendable () -> Double
    /// Waits for so many seconds. Throws `CancellationError`.
    package var pause: @Sendable (Double) async throws -> Void

    /// The words of why something outside cannot be had.
    package struct Failure: Error, Hashable {
        /// The words, without a final full stop.
        package let reason: String

        /// A failure with its words.
        package init(_ reason: String) { self.reason = reason }
    }

    /// An outside from its parts.
    package init(
        run: @escaping @Sendable (Command) async throws -> CommandEnd,
        fetch: @escaping @Sendable (Request) async throws -> Answer,
        uptime: @escaping @Sendable () -> Double, pause: @escaping @Sendable (Double) async throws -> Void
    ) {
        self.run = run
        self.fetch = fetch
        self.uptime = uptime
        self.pause = pause
    }

    /// Nothing outside can be reached.
    package static let none = Outside(
        run: { _ in throw Failure("commands cannot be run here") },
        fetch: { _ in throw Failure("nothing can be fetched here") }, uptime: { 0 }, pause: { _ in })
}
