/// Names that nobody can guess.
enum RandomID {
    /// 128 random bits of the system's generator as 32 lower-case hexadecimal digits.
    static func next() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = String(UInt64.random(in: 0...UInt64.max, using: &generator), radix: 16)
        let more = String(UInt64.random(in: 0...UInt64.max, using: &generator), radix: 16)
        return [digits, more].map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
    }
}
