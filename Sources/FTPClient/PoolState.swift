/// Who may have a connection, as a value: the counting behind ``ConnectionPool``.
struct PoolState<Connection> {
    /// What an applicant gets.
    enum Grant {
        /// This idle one.
        case use(Connection)
        /// Leave to open one.
        case open
        /// Wait: the limit is reached.
        case wait
    }

    private(set) var idle: [Connection] = []
    private(set) var open = 0
    /// How many may be open at this moment.
    private(set) var limit: Int
    /// How many may be open at all.
    private(set) var ceiling: Int

    /// Begins with `start` connections, or `ceiling` where that is less.
    init(start: Int, ceiling: Int) {
        self.limit = min(start, ceiling)
        self.ceiling = ceiling
    }

    /// Sets how many may be open, within the ceiling.
    mutating func allow(_ count: Int) { limit = min(count, ceiling) }

    /// Somebody wants a connection; idle ones that are not `alive` any more are dropped.
    mutating func request(alive: (Connection) -> Bool) -> Grant {
        while let connection = idle.popLast() {
            if alive(connection) { return .use(connection) }
            open -= 1
        }
        guard open < limit else { return .wait }
        open += 1
        return .open
    }

    /// The server is known to take no more than this.
    mutating func restrict(to count: Int) {
        ceiling = min(ceiling, count)
        limit = min(limit, ceiling)
    }

    /// Whether more are open than may be.
    var isOverLimit: Bool { open > limit }

    /// A connection comes back in good order.
    mutating func giveBack(_ connection: Connection) { idle.append(connection) }

    /// A connection is gone, or could not be opened.
    mutating func drop() { open -= 1 }

    /// The server refused one more connection. Returns whether waiting for another one makes sense.
    mutating func refusedOneMore() -> Bool {
        open -= 1
        guard open > 0 else { return false }
        limit = open
        ceiling = open
        return true
    }

    /// No more connections: gives the idle ones.
    mutating func close() -> [Connection] {
        defer { idle = [] }
        return idle
    }
}
