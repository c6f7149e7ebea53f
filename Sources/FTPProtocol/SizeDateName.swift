/// The end of a row of `ls -l`, which is the same whatever columns stand before it: size, date, name.
struct SizeDateName {
    /// Bytes; nil for a number beyond 64 bits. Of a device the last of its numbers, or nil.
    let size: Int64?
    let time: ListedTime
    /// The name's bytes, a link's with its target.
    let name: [UInt8]

    /// Bound on the columns before the date: owners and groups of Windows have blanks.
    private static let columns = 12

    /// The first date with a number before it; nil where there is none, or no name behind it. Fields before `first` are
    /// not looked at.
    ///
    /// A number directly at `first` counts only if no other does: it is the link count, and its owner may be called
    /// `jan`.
    static func find(_ fields: RowFields, from first: Int, now: Int64) -> SizeDateName? {
        let starts = Array(first + 2..<first + columns) + [first + 1]
        for read in [ListedDate.complete, ListedDate.withoutClock] {
            for start in starts where isSize(fields, at: start - 1) {
                guard let date = read(fields, start, now), let name = fields.name(after: date.end) else { continue }
                return SizeDateName(size: Int64(fields[start - 1]), time: date.time, name: name)
            }
        }
        return nil
    }

    /// `1234`, or a device's `8,0`. (Of `8, 0` the second number stands here.)
    private static func isSize(_ fields: RowFields, at index: Int) -> Bool {
        guard fields.places.indices.contains(index) else { return false }
        let bytes = fields.row[fields.places[index]]
        let comma = UInt8(ascii: ",")
        return bytes.first != comma && bytes.last != comma
            && bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == comma }
    }
}
