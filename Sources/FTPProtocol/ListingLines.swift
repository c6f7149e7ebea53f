/// Cuts a listing's bytes into rows, wherever the network split them; a last row without line end counts as well.
package struct ListingLines: Sendable {
    /// The listing is longer than anything a server sends for one folder.
    package struct TooLong: Error, Hashable, Sendable {}

    /// Bound on one row in bytes: path names end at 4,096.
    package static let rowLimit = 32 << 10
    /// Bound on the rows of one listing.
    package static let countLimit = 1 << 20

    private var row: [UInt8] = []
    /// Bound on the whole of one listing in bytes.
    package static let byteLimit = 256 << 20

    private var count = 0
    private var size = 0

    /// A listing of which nothing came yet.
    package init() {}

    /// The rows that `bytes` complete, without their line ends.
    package mutating func consume(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [[UInt8]] {
        var rows: [[UInt8]] = []
        for byte in bytes {
            size += 1
            if byte == UInt8(ascii: "\n") {
                if let done = take() { rows.append(done) }
                count += 1
                if count > Self.countLimit { throw TooLong() }
            } else {
                row.append(byte)
                if row.count > Self.rowLimit { throw TooLong() }
            }
        }
        if size > Self.byteLimit { throw TooLong() }
        return rows
    }

    /// The last row, if the listing did not end with a line end.
    package mutating func finish() -> [UInt8]? { take() }

    private mutating func take() -> [UInt8]? {
        if row.last == UInt8(ascii: "\r") { row.removeLast() }
        defer { row.removeAll(keepingCapacity: true) }
        return row.isEmpty ? nil : row
    }
}
