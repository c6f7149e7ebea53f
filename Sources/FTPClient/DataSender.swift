internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The sending end of a data connection.
struct DataSender: Sendable {
    /// Bytes that are handed to the network at a time: small enough that even a slow line moves one within the
    /// time-out, and shows progress.
    private static let pieceSize: Int64.Stride = 128 << 10

    private let channel: any Channel
    private let control: ControlConnection

    /// Connects to `port` of the control connection's peer.
    ///
    /// - Throws: ``FTPClientError/noDataConnection(port:reason:)``.
    static func connect(port: Int, control: ControlConnection, timeout: Int) async throws -> DataSender {
        try await DataConnection.connect(port: port, control: control, timeout: timeout) { channel in
            DataSender(channel: channel, control: control)
        }
    }

    /// Closes at once, so that sending fails.
    func abort() { channel.close(promise: nil) }

    /// Sends all of `body` and then the end of file. `progress` gets the bytes of each piece that went out.
    ///
    /// - Throws: NIO's errors where the connection breaks.
    func send(_ body: UploadBody, progress: @Sendable (Int64) -> Void) async throws {
        defer { abort() }
        switch body {
        case .bytes(let bytes):
            try await inPieces(Int64(bytes.count), progress) { piece in
                .byteBuffer(ByteBuffer(bytes: bytes[Int(piece.lowerBound)..<Int(piece.upperBound)]))
            }
        case .file(let descriptor, let size):
            let copy = dup(descriptor)
            guard copy >= 0 else { throw FTPClientError.localRead("no more files can be opened") }
            let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: copy)
            defer { try? handle.close() }
            try await inPieces(size, progress) { piece in
                .fileRegion(
                    FileRegion(fileHandle: handle, readerIndex: Int(piece.lowerBound), endIndex: Int(piece.upperBound)))
            }
        }
        // The end of file is a half close: closing fully with something unread would become a reset.
        try await channel.close(mode: .output).get()
    }

    private func inPieces(
        _ size: Int64, _ progress: (Int64) -> Void, _ piece: (Range<Int64>) -> IOData
    ) async throws {
        for start in stride(from: 0, to: size, by: Self.pieceSize) {
            let range = start..<min(start + Int64(Self.pieceSize), size)
            try await channel.writeAndFlush(piece(range)).get()
            control.noteProgress()
            progress(range.upperBound - range.lowerBound)
        }
    }
}
