/// Numbers as people read them.
package enum Quantity {
    /// Bytes with a unit: `912 bytes`, `3.4 KB`, `1.2 GB` (powers of 1,024).
    package static func bytes(_ count: Int64) -> String {
        if count == 1 { return "1 byte" }
        if count < 1_024 { return "\(count) bytes" }
        var value = Double(count) / 1_024
        var unit = 0
        let units = ["KB", "MB", "GB", "TB", "PB"]
        while value >= 1_023.95, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        return "\(oneDecimal(value)) \(units[unit])"
    }

    /// `1 file`, `2 files`.
    package static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        number == 1 ? "1 \(singular)" : "\(number) \(plural ?? singular + "s")"
    }

    /// Seconds as `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    package static func seconds(_ seconds: Double) -> String {
        // What a rate and a hostile server's sizes amount to may be more than any clock holds.
        guard seconds.isFinite, seconds < 365 * 86_400 else { return "more than a year" }
        if seconds < 9.95 { return "\(oneDecimal(seconds)) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3_600) h \(whole / 60 % 60) min"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
