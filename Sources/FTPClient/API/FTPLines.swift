/// The lines of a text on its way from the server, without their ends. The last one need not have an end.
public struct FTPLines: AsyncSequence, Sendable {
    /// The bound on one line, in bytes: beyond it, what comes is no text.
    public static let limit = 1 << 20

    private let download: FTPDownload

    init(_ download: FTPDownload) { self.download = download }

    /// The lines.
    public func makeAsyncIterator() -> Iterator { Iterator(download.makeAsyncIterator()) }

    /// Goes through the lines.
    public struct Iterator: AsyncIteratorProtocol {
        private var pieces: FTPDownload.Iterator
        private var line: [UInt8] = []
        private var piece: ArraySlice<UInt8> = []

        init(_ pieces: FTPDownload.Iterator) { self.pieces = pieces }

        /// The next line; nil at the end. What is no UTF-8 in it becomes a mark.
        ///
        /// - Throws: as ``FTPDownload/Iterator/next()``; ``FTPError`` for a line beyond ``FTPLines/limit``.
        public mutating func next() async throws -> String? {
            while true {
                if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                    line += piece[..<end]
                    piece = piece[(end + 1)...]
                    return take()
                }
                line += piece
                guard line.count <= FTPLines.limit else {
                    throw FTPError(.protocol, "a line of more than \(FTPLines.limit) bytes")
                }
                guard let next = try await pieces.next() else {
                    piece = []
                    return line.isEmpty ? nil : take()
                }
                piece = next[...]
            }
        }

        private mutating func take() -> String {
            defer { line = [] }
            return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
        }
    }
}
