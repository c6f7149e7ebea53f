/// What a manifest tells of one run that changed what is served.
package struct HistoryEntry: Hashable, Sendable, Codable {
    /// The run: 32 lower-case hexadecimal digits.
    package var run: String
    /// The state that was live behind it: its own, or for a way back that of the run that made it.
    package var state: String
    /// The state that was live before it.
    package var from: String
    /// When it ended, in seconds since the epoch, UTC, by the clock of who ran it.
    package var time: Int64
    /// The person and the machine, as `user@host`; nil where neither is known.
    package var author: String?
    /// The git commit that was live behind it; nil where there was none.
    package var commit: String?
    /// Files that were put in place.
    package var written: Int
    /// Files that were deleted.
    package var deleted: Int

    /// An entry from its parts.
    package init(
        run: String, state: String, from: String, time: Int64, author: String?, commit: String?, written: Int,
        deleted: Int
    ) {
        self.run = run
        self.state = state
        self.from = from
        self.time = time
        self.author = author
        self.commit = commit
        self.written = written
        self.deleted = deleted
    }

    /// Whether the run went back, or forward again, to a state that an earlier one had made.
    package var isRollback: Bool { run != state }
}
