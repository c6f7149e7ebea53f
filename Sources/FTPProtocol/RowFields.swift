/// The fields of a row at runs of blanks, with their places, so that the name behind them keeps every byte.
struct RowFields {
    /// The row without its line end.
    let row: [UInt8]
    /// Where the fields lie; at most ``limit``, because what stands before the name has no more.
    let places: [Range<Int>]

    /// Bound on the fields that are looked at.
    static let limit = 24

    init(_ row: [UInt8]) {
        self.row = row
        var places: [Range<Int>] = []
        var index = 0
        while places.count < Self.limit {
            while index < row.count, row[index] == UInt8(ascii: " ") { index += 1 }
            guard index < row.count else { break }
            let start = index
            while index < row.count, row[index] != UInt8(ascii: " ") { index += 1 }
            places.append(start..<index)
        }
        self.places = places
    }

    /// A field as text: UTF-8, or ISO-8859-1 where it is none, as servers of an old locale write `Mär`. Empty beyond
    /// the last field.
    subscript(index: Int) -> String {
        guard places.indices.contains(index) else { return "" }
        let bytes = row[places[index]]
        return String(validating: bytes, as: UTF8.self)
            ?? String(decoding: Charset.latin1.decode(Array(bytes)), as: UTF8.self)
    }

    /// What stands behind the field and exactly one blank: a name may begin with a blank. Nil where nothing does.
    func name(after index: Int) -> [UInt8]? { name(after: index, blanks: 1) }

    /// What stands behind the field and so many blanks, fewer where there are fewer. Nil where nothing does.
    func name(after index: Int, blanks: Int) -> [UInt8]? {
        guard places.indices.contains(index) else { return nil }
        let end = places[index].upperBound
        let rest = row[end...]
        let skipped = rest.prefix(blanks).prefix { $0 == UInt8(ascii: " ") }.count
        return skipped == 0 || skipped == rest.count ? nil : Array(rest.dropFirst(skipped))
    }
}

extension StringProtocol {
    /// Whether the text is one ASCII digit or more and nothing else.
    var isDigits: Bool { !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
