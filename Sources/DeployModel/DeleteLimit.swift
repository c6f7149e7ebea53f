/// How many files a run may delete on a side before it stops: a number, or a share of the files that are there.
package enum DeleteLimit: Hashable, Sendable, Codable {
    /// At most so many.
    case count(Int)
    /// At most so many in a hundred; a side with ``smallSide`` files or fewer may lose all but what other guards keep.
    case percent(Int)

    /// What holds where nothing is said.
    package static let standard = DeleteLimit.percent(50)
    /// Up to so many files a share says nothing: half of a handful is an ordinary change.
    package static let smallSide = 20

    /// A limit as it is written: `100` or `50%`; nil for anything else.
    package init?(_ text: String) {
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
        else { return nil }
        if isPercent, number > 100 { return nil }
        self = isPercent ? .percent(number) : .count(number)
    }

    /// Whether so many of a side's files may go.
    package func allows(_ deletions: Int, of files: Int) -> Bool {
        switch self {
        case .count(let most): deletions <= most
        case .percent(let share): files <= Self.smallSide || deletions * 100 <= share * files
        }
    }

    /// As it is written.
    package var text: String {
        switch self {
        case .count(let number): "\(number)"
        case .percent(let share): "\(share)%"
        }
    }
}
