internal import Execution
internal import HTTP
internal import Subprocess
internal import SystemPackage
internal import TLS

extension Outside {
    /// The commands of this machine, run in `folder`, and the web.
    static func world(in folder: String, _ context: CommandContext) -> Outside {
        Outside(
            run: { try await run($0, in: folder) }, fetch: fetch, uptime: context.seconds,
            pause: { try await Task.sleep(for: .seconds($0)) })
    }

    // MARK: Commands

    /// How many lines of a command's output are kept: the last ones.
    private static let keptLines = 200

    private struct TimedOut: Error {}

    /// Runs a command in a session of its own, without a terminal, so that all that it started can be ended with it.
    private static func run(_ command: Command, in folder: String) async throws -> CommandEnd {
        let output = LastLines(limit: keptLines)
        do {
            let status = try await withThrowingTaskGroup(of: Int32.self) { group in
                group.addTask { try await start(command, in: folder, output) }
                group.addTask {
                    try await Task.sleep(for: .seconds(command.timeout))
                    throw TimedOut()
                }
                defer { group.cancelAll() }
                return try await group.next() ?? -1
            }
            try Task.checkCancellation()
            return CommandEnd(status: status, output: await output.lines)
        } catch is TimedOut {
            return CommandEnd(status: nil, output: await output.lines)
        } catch let error as SubprocessError {
            throw Failure("it cannot be run: \(error)")
        }
    }

    private static func start(_ command: Command, in folder: String, _ output: LastLines) async throws -> Int32 {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(3))
        ]
        let variables = Dictionary(
            uniqueKeysWithValues: command.environment.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, String?.some(value)) }
            })
        let words = command.words
        let isPath = words.first?.contains("/") ?? false
        let program = words.first ?? ""
        let result = try await Subprocess.run(
            isPath ? .path(FilePath(program)) : .name(program), arguments: Arguments(Array(words.dropFirst())),
            environment: .inherit.updating(variables), workingDirectory: FilePath(folder), platformOptions: options,
            input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution in
            for try await line in execution.standardOutput.strings() { await output.add(line) }
        }
        switch result.terminationStatus {
        case .exited(let code): return Int32(code)
        case .signaled(let signal): return 128 + Int32(signal)
        }
    }

    // MARK: The web

    private static func fetch(_ request: Request) async throws -> Answer {
        do {
            let client = try HTTPClient(version: VersionText.version)
            let method = WebRequest.Method(rawValue: request.method) ?? .get
            let response = try await client.send(
                WebRequest(method, try WebURL(request.url), body: Array((request.body ?? "").utf8)),
                timeout: request.timeout)
            return Answer(status: response.status, body: response.body)
        } catch let error as WebError {
            throw Failure(error.message)
        } catch let error as TLSError {
            throw Failure("\(error)")
        }
    }
}

/// The last lines of a text that comes piece by piece.
private actor LastLines {
    private let limit: Int
    private(set) var lines: [String] = []

    init(limit: Int) { self.limit = limit }

    func add(_ line: String) {
        lines.append(line.last?.isNewline ?? false ? String(line.dropLast()) : line)
        if lines.count > limit { lines.removeFirst() }
    }
}
