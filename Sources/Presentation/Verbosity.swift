/// How much is told, as pyftpsync counts it: 3 is normal, `-v` adds one, `-q` takes one away.
package struct Verbosity: Sendable, Hashable, Comparable {
    /// 0 to 6.
    package let level: Int

    /// A level; outside 0...6 the nearest end.
    package init(_ level: Int) { self.level = min(6, max(0, level)) }

    /// Nothing but errors.
    package static let silent = Verbosity(0)
    /// The summary line.
    package static let summary = Verbosity(1)
    /// Also conflicts.
    package static let conflicts = Verbosity(2)
    /// Each change.
    package static let changes = Verbosity(3)
    /// What is left alone, where the log-in came from.
    package static let details = Verbosity(4)
    /// The plan, and what the server says of itself.
    package static let server = Verbosity(5)
    /// Every command and reply.
    package static let dialogue = Verbosity(6)

    package static func < (left: Verbosity, right: Verbosity) -> Bool { left.level < right.level }
}
