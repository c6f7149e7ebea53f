extension Sequence<Int64> {
    /// The sum of lengths in bytes, at most the largest number: what a server tells of lengths may be anything.
    package func clampedSum() -> Int64 {
        reduce(0) { sum, length in
            let (total, overflows) = sum.addingReportingOverflow(length)
            return overflows ? .max : total
        }
    }
}
