internal import FTPProtocol
internal import NIOCore
internal import Synchronization

/// A file on its way from the server: its pieces in order, each an array of bytes. It can be gone through once.
public struct FTPDownload: AsyncSequence, Sendable {
    /// The length in bytes, where the server tells it before it sends; an estimate for files that somebody writes to.
    public let size: Int64?

    private let reception: FTPConnection.Reception
    private let connection: FTPConnection
    private let isText: Bool
    private let end = End()

    /// How the transfer ended.
    private final class End: Sendable {
        let state = Mutex<(isOver: Bool, failure: FTPError?)>((false, nil))
    }

    init(_ reception: FTPConnection.Reception, _ connection: FTPConnection, size: Int64?, isText: Bool) {
        self.reception = reception
        self.connection = connection
        self.size = size
        self.isText = isText
    }

    /// Whether the last piece was given out, or the connection broke.
    var isOver: Bool { end.state.withLock { $0.isOver } }
    /// What the connection broke with.
    var failure: FTPError? { end.state.withLock { $0.failure } }

    /// The lines, without their ends.
    public var lines: FTPLines { FTPLines(self) }

    /// The pieces.
    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// Goes through the pieces.
    public struct Iterator: AsyncIteratorProtocol {
        private let download: FTPDownload
        private var pieces: DataReceiver.Iterator
        private var lineEnds = LineEnds()

        init(_ download: FTPDownload) {
            self.download = download
            pieces = DataReceiver.Iterator(download.reception.data)
        }

        /// The next piece; nil at the end.
        ///
        /// - Throws: ``FTPError`` where the connection breaks, `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            if download.isOver { return nil }
            do {
                guard let piece = try await pieces.next() else {
                    try Task.checkCancellation()
                    download.end.state.withLock { $0.isOver = true }
                    let rest = download.isText ? lineEnds.finish() : []
                    return rest.isEmpty ? nil : rest
                }
                let bytes = Array(piece.readableBytesView)
                return download.isText ? lineEnds.fromNetwork(bytes) : bytes
            } catch let error where BrokenData.isNetwork(error) {
                let broken = await download.connection.broken(download.reception, error)
                let failure = (broken as? FTPClientError).map(FTPError.init) ?? FTPError(.transport, "\(broken)")
                download.end.state.withLock { $0 = (true, failure) }
                throw failure
            }
        }
    }
}
