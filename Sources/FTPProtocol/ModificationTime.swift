/// The time values of MDTM, MFMT and MLSx: `YYYYMMDDHHMMSS[.fff]` in UTC (RFC 3659, section 2.3).
package enum ModificationTime {
    /// Seconds since the epoch and nanoseconds; nil for other text. Years written as `191xx` (a year-2000 fault still
    /// met) are read as 2000 + xx.
    package static func parse(_ text: some StringProtocol) -> (seconds: Int64, nanoseconds: Int32)? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard var digits = parts.first.map({ Array($0.utf8) }), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        if digits.count == 15, digits.starts(with: Array("191".utf8)) {
            digits = Array("20".utf8) + digits[3...]
        }
        guard digits.count == 14 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard
            let seconds = CivilTime.seconds(
                year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10),
                minute: number(10..<12), second: number(12..<14))
        else { return nil }
        return (seconds, parts.count > 1 ? fraction(parts[1]) : 0)
    }

    private static func fraction(_ text: some StringProtocol) -> Int32 {
        let digits = text.utf8.prefix(9).filter { (0x30...0x39).contains($0) }
        var value: Int32 = 0
        for index in 0..<9 { value = value * 10 + (index < digits.count ? Int32(digits[index] - 0x30) : 0) }
        return value
    }

    /// The 14 digits for seconds since the epoch.
    package static func format(_ seconds: Int64) -> String {
        let civil = CivilTime(seconds: seconds)
        func pad(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return pad(civil.year, 4) + pad(civil.month, 2) + pad(civil.day, 2) + pad(civil.hour, 2) + pad(civil.minute, 2)
            + pad(civil.second, 2)
    }
}
