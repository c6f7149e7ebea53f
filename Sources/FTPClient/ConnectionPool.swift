internal import FTPProtocol
internal import Logging

/// Sessions with one server, opened as they are wanted, at most `limit`. Where the server takes fewer, the limit sinks
/// to what it takes. Nobody holds a connection while waiting for another.
package actor ConnectionPool {
    private let options: ConnectionOptions
    private var state: PoolState<FTPConnection>
    private var waiters: [(id: Int, CheckedContinuation<Void, Never>)] = []
    private var nextWaiter = 0

    /// A pool without a connection yet.
    package init(_ options: ConnectionOptions, limit: Int) {
        self.options = options
        self.state = PoolState(limit: limit)
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
            if case FTPClientError.refused = error {
                release(connection)
            } else {
                connection.abort()
                state.drop()
                wakeOne()
            }
            throw error
        }
    }

    private func acquire() async throws -> FTPConnection {
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
                    return try await FTPConnection.open(options)
                } catch let error as FTPClientError where error.isTooManyConnections {
                    guard state.refusedOneMore() else {
                        wakeAll()
                        throw error
                    }
                    options.logger.debug("the server takes no more than \(state.limit) connections")
                } catch {
                    state.drop()
                    wakeOne()
                    throw error
                }
            }
        }
    }

    private func release(_ connection: FTPConnection) {
        state.giveBack(connection)
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
            for connection in connections { group.addTask { await connection.quit() } }
        }
    }
}
