package import Credentials
internal import FTPProtocol
internal import Logging
internal import NIOCore

/// Sessions with one server, opened as they are wanted: few at first, more as long as that makes transfers faster, fewer
/// where the server takes no more. Nobody holds a connection while waiting for another.
package actor ConnectionPool {
    private var options: ConnectionOptions
    private var state: PoolState<FTPConnection>
    private var growth: PoolGrowth
    private var waiters: [(id: Int, CheckedContinuation<Void, Never>)] = []
    private var nextWaiter = 0
    /// Whether a session ever came about.
    private var hasReached = false

    /// A pool without a connection yet; `limit` is the most that it may have.
    package init(_ options: ConnectionOptions, limit: Int) {
        self.options = options
        let ceiling = min(limit, options.memory.profile.connectionLimit.map { max(1, $0) } ?? limit)
        self.state = PoolState(start: PoolGrowth.start, ceiling: ceiling)
        self.growth = PoolGrowth(ceiling: ceiling)
    }

    /// Runs `body` with a connection. After an error that breaks the session the connection is closed.
    ///
    /// - Throws: ``FTPClientError``, `CancellationError`, and what `body` throws.
    package func withConnection<Result: Sendable>(
        _ body: @Sendable (FTPConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await acquire()
        do {
            let result = try await body(connection)
            release(connection)
            return result
        } catch {
            if case FTPClientError.refused = error { release(connection) } else { discard(connection) }
            throw error
        }
    }

    /// Runs `body` with a connection, and again with a new one as long as ``RetryPolicy`` says so: `body` has to bear
    /// being run again.
    ///
    /// - Throws: as ``withConnection(_:)``.
    package func retrying<Result: Sendable>(
        _ body: @Sendable (FTPConnection) async throws -> Result
    ) async throws -> Result {
        var attempt = 1
        while true {
            do {
                return try await withConnection(body)
            } catch let error as FTPClientError where attempt < attempts(for: error) {
                attempt += 1
                try await pause(beforeAttempt: attempt, after: error)
            }
        }
    }

    /// Runs `body` with a connection that is free, else with one of its own, because those of the pool may all be at work
    /// for long. Where the server takes no more, it waits for its turn.
    ///
    /// - Throws: ``FTPClientError``, and what `body` throws.
    package func aside<Result: Sendable>(
        _ body: @Sendable (FTPConnection) async throws -> Result
    ) async throws -> Result {
        if !state.idle.isEmpty { return try await withConnection(body) }
        let connection: FTPConnection
        do {
            connection = try await FTPConnection.open(options)
        } catch let error as FTPClientError where error.isTooManyConnections {
            return try await withConnection(body)
        }
        do {
            let result = try await body(connection)
            await connection.leave()
            return result
        } catch {
            connection.abort()
            throw error
        }
    }

    /// What sessions are opened with.
    package var login: Login { options.login }

    /// Opens sessions with another log-in from now on.
    package func use(_ login: Login) { options.login = login }

    /// How often something is tried where this error comes.
    package func attempts(for error: FTPClientError) -> Int { RetryPolicy.attempts(for: error, reached: hasReached) }

    /// How many connections are open, or being opened.
    package var open: Int { state.open }

    /// The pause before another attempt.
    package func pause(beforeAttempt number: Int, after error: FTPClientError) async throws {
        options.logger.debug("attempt \(number), after: \(error)")
        try await Task.sleep(for: .seconds(RetryPolicy.delay(beforeAttempt: number)))
    }

    /// A file of this length (bytes) was transferred.
    package func noteTransfer(bytes: Int64) {
        let before = state.limit
        state.allow(growth.transferred(bytes: bytes, now: Double(NIODeadline.now().uptimeNanoseconds) / 1e9))
        guard state.limit > before else { return }
        options.logger.debug("up to \(state.limit) connections from here on")
        for _ in before..<state.limit { wakeOne() }
    }

    /// A connection, to be given back by ``release(_:)`` or ``discard(_:)``.
    ///
    /// - Throws: ``FTPClientError``, `CancellationError`.
    package func acquire() async throws -> FTPConnection {
        while true {
            if Task.isCancelled {
                // The wake-up that ended the wait belongs to somebody else now.
                wakeOne()
                throw CancellationError()
            }
            switch state.request(alive: \.isActive) {
            case .use(let connection): return connection
            case .wait: await waitForChange()
            case .open:
                do {
                    let connection = try await FTPConnection.open(options)
                    hasReached = true
                    if let most = options.memory.profile.connectionLimit { state.restrict(to: max(1, most)) }
                    return connection
                } catch let error as FTPClientError where error.isTooManyConnections {
                    guard state.refusedOneMore() else {
                        wakeAll()
                        throw error
                    }
                    let most = state.limit
                    options.memory.note { $0.connectionLimit = most }
                    options.logger.debug("the server takes no more than \(state.limit) connections")
                } catch {
                    state.drop()
                    wakeOne()
                    throw error
                }
            }
        }
    }

    /// Takes a connection back that is in good order.
    package func release(_ connection: FTPConnection) {
        if state.isOverLimit { return discard(connection) }
        state.giveBack(connection)
        wakeOne()
    }

    /// Closes a connection that broke.
    package func discard(_ connection: FTPConnection) {
        connection.abort()
        state.drop()
        wakeOne()
    }

    private func wakeAll() {
        let all = waiters
        waiters = []
        for waiter in all { waiter.1.resume() }
    }

    private func wakeOne() {
        if !waiters.isEmpty { waiters.removeFirst().1.resume() }
    }

    private func waitForChange() async {
        let id = nextWaiter
        nextWaiter += 1
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiters.append((id, continuation)) }
            }
        } onCancel: {
            // The handler cannot await; the waiter is taken out by the pool itself.
            Task { await self.cancelWaiter(id) }
        }
    }

    private func cancelWaiter(_ id: Int) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).1.resume()
    }

    /// Says goodbye on all idle connections, at once.
    package func close() async {
        let connections = state.close()
        await withDiscardingTaskGroup { group in
            for connection in connections { group.addTask { await connection.leave() } }
        }
    }
}
