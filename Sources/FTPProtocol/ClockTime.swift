/// A time of day in a listing: `09:25`, `9:25`, `09:25:30`, `09:25:30.123456789`, `09:25PM`, `09:25p`.
struct ClockTime: Hashable, Sendable {
    let hour, minute: Int
    /// Nil where only minutes are told.
    let second: Int?

    /// How exact it is, in seconds: 1 or 60.
    var precision: Int64 { second == nil ? 60 : 1 }

    /// Nil for other text.
    init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        let half = ["am", "pm", "a", "p"].first { lower.hasSuffix($0) }
        let parts = lower.dropLast(half?.count ?? 0).split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts[0].isDigits, parts[1].isDigits, parts[0].count <= 2,
            parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1])
        else { return nil }
        var second: Int?
        if parts.count == 3 {
            let pieces = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.allSatisfy(\.isDigits), pieces[0].count == 2 else { return nil }
            second = Int(pieces[0])
        }
        self.init(hour: hour, minute: minute, second: second, half: half)
    }

    /// With `am` or `pm`, twelve is the first hour of its half (IIS: `12:05AM` is five past midnight).
    private init?(hour: Int, minute: Int, second: Int?, half: String?) {
        guard half == nil || (1...12).contains(hour) else { return nil }
        self.hour = half == nil ? hour : hour % 12 + (half?.hasPrefix("p") == true ? 12 : 0)
        self.minute = minute
        self.second = second
    }
}
