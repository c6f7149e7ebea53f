/// The client's side of a control connection as a value: which reply belongs to which command.
///
/// Commands may be sent ahead (pipelined); a server answers them in order. A command is finished by its first reply
/// that is not preliminary (1xx). A 421 at any moment means that the server closes the connection.
package struct ControlExchange: Sendable {
    /// What the driver has to do about a reply.
    package enum Action: Hashable, Sendable {
        /// The command with this number began (1xx).
        case preliminary(id: Int, Reply)
        /// The command with this number is finished.
        case finished(id: Int, Reply)
        /// The server takes its leave: every open command fails with this reply and the connection is closed.
        case closing(Reply)
        /// A reply that no command waits for: the two sides disagree, the connection is of no use any more.
        case unexpected(Reply)
    }

    private var waiting: [Int]
    private var head = 0
    private var nextID = 1

    /// The number of the greeting, which the server sends unasked.
    package static let greetingID = 0

    /// A connection just made: the greeting is awaited.
    package init() { waiting = [Self.greetingID] }

    /// The numbers of the commands without a final reply, oldest first.
    package var open: ArraySlice<Int> { waiting[head...] }

    /// Whether a reply is awaited.
    package var isWaiting: Bool { head < waiting.count }

    /// Notes that a command was sent; returns its number.
    package mutating func sent() -> Int {
        let id = nextID
        nextID += 1
        waiting.append(id)
        return id
    }

    /// What a reply means for the commands under way.
    package mutating func received(_ reply: Reply) -> Action {
        if reply.code == 421 { return .closing(reply) }
        guard isWaiting else { return .unexpected(reply) }
        let id = waiting[head]
        if reply.isPreliminary { return .preliminary(id: id, reply) }
        head += 1
        if head > 64, head * 2 > waiting.count {
            waiting.removeFirst(head)
            head = 0
        }
        return .finished(id: id, reply)
    }
}
