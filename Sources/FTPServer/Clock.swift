internal import Glibc

/// The wall clock, for the times in listings.
enum Clock {
    /// Seconds since the epoch, UTC.
    static var now: Int64 { Int64(time(nil)) }
}
