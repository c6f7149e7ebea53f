internal import Dispatch
internal import Glibc
internal import LocalFiles

/// Ends a command on Ctrl-C, SIGTERM and SIGHUP: once in good order, twice at once.
enum Interruption {
    private static let signals: [(number: Int32, status: ExitStatus)] = [
        (SIGINT, .aborted), (SIGTERM, .terminated), (SIGHUP, .hungUp),
    ]

    /// Runs `work`; a signal cancels it, and its exit status is thrown once it has come to an end.
    static func watching(
        _ context: CommandContext, _ work: @escaping @Sendable () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let (stream, continuation) = AsyncStream.makeStream(of: ExitStatus.self)
        var sources: [any DispatchSourceSignal] = []
        for (number, status) in signals { sources.append(await source(number, status, continuation)) }
        defer {
            for source in sources { source.cancel() }
            for (number, _) in signals { signal(number, SIG_DFL) }
        }
        return try await withThrowingTaskGroup(of: ExitStatus.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await status in stream { throw status }
                throw CancellationError()
            }
            do {
                guard let status = try await group.next() else { return .failure }
                group.cancelAll()
                return status
            } catch let status as ExitStatus {
                // On a terminal ^C stands in the line of progress.
                context.err("\(context.isErrorTerminal ? "\n" : "")stopping …\n")
                group.cancelAll()
                while let result = await group.nextResult() {
                    // It had ended before the signal came.
                    if case .success(let done) = result { return done }
                }
                throw status
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// Watches one signal, from when this returns. Before, the signal ends the process as it always does: nothing has
    /// begun yet. (Were it ignored, a Ctrl-C in the first milliseconds would be lost.)
    private static func source(
        _ number: Int32, _ status: ExitStatus, _ continuation: AsyncStream<ExitStatus>.Continuation
    ) async -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: number)
        let received = Counter()
        source.setEventHandler {
            if received.next() > 1 {
                TerminalPrompt.restore()
                _exit(status.rawValue)
            }
            continuation.yield(status)
        }
        await withCheckedContinuation { registered in
            source.setRegistrationHandler { registered.resume() }
            source.resume()
        }
        return source
    }
}
