internal import FTPProtocol
internal import NIOCore
internal import Synchronization

/// A file on its way from the server: its pieces in order, each an array of bytes. It can be gone through once. The end is
/// told once the server has confirmed that it sent all; whoever stops before has no such confirmation.
public struct FTPDownload: AsyncSequence, Sendable {
    /// The length in bytes, where the server tells it before it sends; an estimate for files that somebody writes to.
    public let size: Int64?

    private let reception: FTPConnection.Reception
    private let connection: FTPConnection
    private let isText: Bool
    private let end = End()

    /// How the transfer ended.
    private final class End: Sendable {
        let state = Mutex<(isTaken: Bool, isOver: Bool, failure: FTPError?)>((false, false, nil))
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
    public func makeAsyncIterator() -> Iterator {
        let isFirst = end.state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
        return Iterator(self, isFirst: isFirst)
    }

    private func fail(_ error: any Error) -> FTPError {
        let failure = (error as? FTPClientError).map(FTPError.init) ?? FTPError(.transport, "\(error)")
        end.state.withLock { ($0.isOver, $0.failure) = (true, failure) }
        return failure
    }

    /// Goes through the pieces.
    public struct Iterator: AsyncIteratorProtocol {
        private let download: FTPDownload
        private var pieces: DataReceiver.Iterator?
        private var lineEnds = LineEnds()

        init(_ download: FTPDownload, isFirst: Bool) {
            self.download = download
            pieces = isFirst ? DataReceiver.Iterator(download.reception.data) : nil
        }

        /// The next piece; nil at the end, once the server has said that it sent all.
        ///
        /// - Throws: ``FTPError`` where the connection breaks, or the server says that it did not send all;
        ///   `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            guard pieces != nil else {
                throw FTPError(.protocol, "a download can be gone through once: its pieces are gone")
            }
            if download.isOver { return nil }
            do {
                if let piece = try await pieces?.next() {
                    let bytes = Array(piece.readableBytesView)
                    return download.isText ? lineEnds.fromNetwork(bytes) : bytes
                }
                try Task.checkCancellation()
                _ = try await download.connection.finish(download.reception)
            } catch is CancellationError {
                throw CancellationError()
            } catch let error as FTPClientError {
                throw download.fail(error)
            } catch {
                throw download.fail(await download.connection.broken(download.reception, error))
            }
            download.end.state.withLock { $0.isOver = true }
            let rest = download.isText ? lineEnds.finish() : []
            return rest.isEmpty ? nil : rest
        }
    }
}
