/// Watches somebody else's lock, as a value: whoever is alive renews it, so one that stays the same for a whole lease was
/// left behind. Only the watcher's own clock counts, because those of other machines may be wrong.
struct LockWatch {
    /// Seconds after which a lock that nobody renews is given up.
    static let lease = 120.0
    /// The same for a lock that nobody has signed: that takes a moment, if nobody dies.
    static let unsigned = 20.0
    /// Seconds between two renewals.
    static let beat = 30.0

    private var seen: Set<String>?
    private var since = 0.0

    /// Takes a look at the names in the lock's folder at `now` (seconds on a clock that only goes forward). Returns
    /// whether they have been the same for a whole lease.
    mutating func isStale(_ names: Set<String>, isSigned: Bool, now: Double) -> Bool {
        if names == seen { return now - since >= (isSigned ? Self.lease : Self.unsigned) }
        (seen, since) = (names, now)
        return false
    }
}
