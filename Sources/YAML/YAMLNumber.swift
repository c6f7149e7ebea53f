/// YAML 1.1's number forms (yaml.org/type/int, float, timestamp), as PyYAML resolves them.
enum YAMLNumber {
    /// Binary `0b1`, octal `010`, hexadecimal `0x1f`, base 60 `1:30` (= 90) or decimal, `_` between digits ignored;
    /// nil for other text and for numbers beyond 64 bits.
    static func int(_ text: String) -> Int? {
        var digits = Substring(text)
        let negative = digits.first == "-"
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard let first = digits.utf8.first, first >= 0x30, first <= 0x39 else { return nil }
        let sign = negative ? -1 : 1
        if digits.wholeMatch(of: #/0b[01_]+/#) != nil { return radix(digits.dropFirst(2), 2).map { $0 * sign } }
        if digits.wholeMatch(of: #/0x[0-9a-fA-F_]+/#) != nil { return radix(digits.dropFirst(2), 16).map { $0 * sign } }
        if digits.wholeMatch(of: #/0[0-7_]+/#) != nil { return radix(digits.dropFirst(), 8).map { $0 * sign } }
        if digits.wholeMatch(of: #/0|[1-9][0-9_]*/#) != nil { return radix(digits, 10).map { $0 * sign } }
        if digits.wholeMatch(of: #/[1-9][0-9_]*(:[0-5]?[0-9])+/#) != nil {
            return sexagesimal(digits).map { $0 * sign }
        }
        return nil
    }

    private static func radix(_ digits: Substring, _ radix: Int) -> Int? {
        Int(digits.filter { $0 != "_" }, radix: radix)
    }

    private static func sexagesimal(_ digits: Substring) -> Int? {
        var total = 0
        for part in digits.split(separator: ":") {
            guard let value = radix(part, 10) else { return nil }
            let (scaled, overflow) = total.multipliedReportingOverflow(by: 60)
            let (sum, exceeded) = scaled.addingReportingOverflow(value)
            if overflow || exceeded { return nil }
            total = sum
        }
        return total
    }

    /// Decimal numbers with a point (an exponent needs its sign), `.inf`, `.nan`; nil for other text.
    static func float(_ text: String) -> Double? {
        let digits = text.filter { $0 != "_" }
        if text.wholeMatch(of: #/[-+]?([0-9][0-9_]*)\.[0-9_]*([eE][-+][0-9]+)?/#) != nil
            || text.wholeMatch(of: #/\.[0-9][0-9_]*([eE][-+][0-9]+)?/#) != nil
        {
            return Double(digits)
        }
        if text.wholeMatch(of: #/[-+]?\.(inf|Inf|INF)/#) != nil { return text.hasPrefix("-") ? -.infinity : .infinity }
        if text.wholeMatch(of: #/\.(nan|NaN|NAN)/#) != nil { return .nan }
        return nil
    }

    /// Whether PyYAML would make a date or a time stamp of it.
    static func isTimestamp(_ text: String) -> Bool {
        text.wholeMatch(of: #/[0-9]{4}-[0-9]{2}-[0-9]{2}/#) != nil
            || text.wholeMatch(
                of: #/[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*/#) != nil
    }
}
