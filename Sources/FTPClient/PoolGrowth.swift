/// Finds out how many connections are worth having, as a value: more of them as long as that makes transfers faster.
///
/// The work that was done is measured over spans in which every connection moved several files. A span with more
/// connections that is not clearly faster than the one before ends the growth. While new connections log in, nothing is
/// measured.
struct PoolGrowth {
    /// Connections that a run begins with: what hosters commonly allow.
    static let start = 4
    private static let filesPerConnection = 6
    private static let gain = 1.1
    /// What a file costs besides its bytes, in bytes.
    private static let costPerFile = 64_000.0

    private(set) var allowed: Int
    private let ceiling: Int
    private var files = 0
    private var work = 0.0
    private var spanStart: Double?
    private var last: (allowed: Int, rate: Double)?
    private var isSettled = false
    /// Whether the connections of this span are not all at work yet.
    private var isWarmingUp = false

    /// A growth up to `ceiling` connections.
    init(ceiling: Int) {
        allowed = min(Self.start, ceiling)
        self.ceiling = ceiling
    }

    /// A file of this length was transferred at `now` (seconds on a clock that only goes forward). Returns how many
    /// connections are right from now on.
    mutating func transferred(bytes: Int64, now: Double) -> Int {
        guard let start = spanStart, !isSettled, allowed < ceiling || last != nil else {
            spanStart = spanStart ?? now
            return allowed
        }
        files += 1
        work += Double(bytes) + Self.costPerFile
        guard files >= Self.filesPerConnection * allowed, now > start else { return allowed }
        if isWarmingUp { isWarmingUp = false } else { judge(rate: work / (now - start)) }
        (files, work, spanStart) = (0, 0, now)
        return allowed
    }

    private mutating func judge(rate: Double) {
        if let last, rate < last.rate * Self.gain {
            allowed = last.allowed
            isSettled = true
        } else if allowed < ceiling {
            last = (allowed, rate)
            allowed = min(allowed + 2, ceiling)
            isWarmingUp = true
        } else {
            isSettled = true
        }
    }
}
