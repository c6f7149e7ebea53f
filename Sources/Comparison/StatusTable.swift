internal import DeployModel

/// What has to be done about a file, judged by what became of its two sides: pyftpsync's table.
enum StatusTable {
    /// What a pair of statuses asks for.
    enum Operation: Hashable {
        /// Nothing: neither side has it.
        case nothing
        /// Nothing: both sides are as they were recorded.
        case equal
        /// The file is to become the same on this side.
        case copy(to: Side)
        /// The file is to go on this side.
        case delete(on: Side)
        /// No record helps: times and contents have to be compared.
        case compare
        /// Both sides changed.
        case conflict
    }

    /// The operation for the statuses of the two sides.
    static func operation(local: Status, remote: Status) -> Operation {
        switch (local, remote) {
        case (.missing, .missing), (.missing, .deleted), (.deleted, .missing), (.deleted, .deleted): .nothing
        case (.unmodified, .unmodified): .equal
        case (.missing, _), (.unmodified, .modified): .copy(to: .local)
        case (_, .missing), (.modified, .unmodified): .copy(to: .remote)
        case (.deleted, .unmodified): .delete(on: .remote)
        case (.unmodified, .deleted): .delete(on: .local)
        case (.new, .new), (.existing, .existing): .compare
        case (.modified, .modified), (.modified, .deleted), (.deleted, .modified): .conflict
        // The same record judges both sides: what it has cannot be new, what it lacks cannot be changed.
        case (.new, _), (_, .new), (.existing, _), (_, .existing): .compare
        }
    }
}
