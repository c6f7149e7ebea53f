/// A point in time as a file system or a server reports it, with how exact that is.
package struct FileTime: Hashable, Sendable {
    /// How exact a time is; a later case is coarser.
    package enum Precision: String, Sendable, Comparable, CaseIterable {
        case nanosecond, second, minute, day

        /// The length of one step in seconds, at least one.
        package var seconds: Int64 {
            switch self {
            case .nanosecond, .second: 1
            case .minute: 60
            case .day: 86_400
            }
        }

        package static func < (left: Precision, right: Precision) -> Bool {
            left != right && (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// Whole seconds since the epoch, UTC.
    package var seconds: Int64
    /// Nanoseconds within the second, 0 to 999,999,999.
    package var nanoseconds: Int32
    /// How exact the time is.
    package var precision: Precision

    /// A time from seconds and nanoseconds since the epoch, UTC.
    package init(seconds: Int64, nanoseconds: Int32 = 0, precision: Precision = .second) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.precision = precision
    }

    /// Whether both may be the same moment, each read at the coarser of the two precisions; `shift` is added to
    /// `other` first (seconds; a server's whole-hour offset).
    package func mayEqual(_ other: FileTime, shift: Int64 = 0) -> Bool {
        let step = max(precision, other.precision).seconds
        let (moved, overflow) = other.seconds.addingReportingOverflow(shift)
        let (difference, overflows) = seconds.subtractingReportingOverflow(moved)
        return !overflow && !overflows && difference.magnitude < UInt64(step)
    }

    /// Whether both are the same moment, as far as the coarser of the two can tell: to the nanosecond where both can.
    package func isSame(as other: FileTime, shift: Int64 = 0) -> Bool {
        let areExact = precision == .nanosecond && other.precision == .nanosecond
        return mayEqual(other, shift: shift) && (!areExact || nanoseconds == other.nanoseconds)
    }

    /// The whole hours, in seconds, to add to `other` so that both may be the same moment; nil where there are none.
    /// Some servers list in local time but answer MDTM in UTC, and either may change with summer time.
    package func hourShift(from other: FileTime) -> Int64? {
        let (difference, overflow) = seconds.subtractingReportingOverflow(other.seconds)
        let hours = (Double(difference) / 3_600).rounded()
        guard !overflow, abs(hours) <= 26 else { return nil }
        let shift = Int64(hours) * 3_600
        return mayEqual(other, shift: shift) ? shift : nil
    }

    /// pyftpsync's epsilon: whether both are at most 2.01 seconds apart, or the same at the coarser precision.
    package func isNear(_ other: FileTime, shift: Int64 = 0) -> Bool {
        mayEqual(other, shift: shift) || abs(timeInterval - other.timeInterval - Double(shift)) <= 2.01
    }

    /// The moment in seconds since the epoch, with its fraction.
    package var timeInterval: Double { Double(seconds) + Double(nanoseconds) / 1e9 }
}
