internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The sending end of a data connection.
struct DataSender: Sendable {
    /// Bytes that are handed to the network at a time: few at first, so that even a slow line moves them within the
    /// time-out and shows progress; more as long as they go out quickly.
    private static let pieceSizes = (least: Int64(128 << 10), most: Int64(2 << 20))

    private let channel: any Channel
    private let control: ControlConnection

    /// The sending end of a channel.
    init(channel: any Channel, control: ControlConnection) {
        self.channel = channel
        self.control = control
    }

    /// Closes at once, so that sending fails.
    func abort() { channel.close(promise: nil) }

    /// Sends a piece.
    ///
    /// - Throws: NIO's and TLS errors where the connection breaks.
    func write(_ bytes: [UInt8]) async throws {
        var start = 0
        while start < bytes.count {
            let end = min(start + Int(Self.pieceSizes.least), bytes.count)
            try await channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(bytes: bytes[start..<end]))).get()
            control.noteProgress()
            start = end
        }
    }

    /// Sends the end of file: a half close, because closing fully with something unread would become a reset.
    func end() async throws { try await channel.close(mode: .output).get() }

    /// Sends `body` from `offset` (bytes) to its end and then the end of file. `progress` gets the bytes of each piece
    /// that went out. The connection stays open for what the server may still send on it; ``abort()`` closes it.
    ///
    /// - Throws: NIO's errors where the connection breaks; ``FTPClientError/localRead(_:)``.
    func send(_ body: UploadBody, from offset: Int64 = 0, progress: @Sendable (Int64) -> Void) async throws {
        switch body {
        case .bytes(let bytes):
            try await inPieces(offset..<Int64(bytes.count), progress) { piece in
                .byteBuffer(ByteBuffer(bytes: bytes[Int(piece.lowerBound)..<Int(piece.upperBound)]))
            }
        case .file(let descriptor, let size):
            let copy = dup(descriptor)
            guard copy >= 0 else { throw FTPClientError.localRead("no more files can be opened") }
            let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: copy)
            defer { try? handle.close() }
            if control.encryption == nil {
                try await inPieces(offset..<size, progress) { piece in
                    // Of a file that became shorter sendfile would send nothing, again and again.
                    guard lseek(copy, 0, SEEK_END) >= piece.upperBound else { throw Self.shorter }
                    return .fileRegion(
                        FileRegion(
                            fileHandle: handle, readerIndex: Int(piece.lowerBound), endIndex: Int(piece.upperBound)))
                }
            } else {
                try await inPieces(offset..<size, progress) { piece in try await Self.read(piece, handle) }
            }
        }
        try await end()
    }

    private static let shorter = FTPClientError.localRead("the file became shorter while it was sent")

    private static func read(_ piece: Range<Int64>, _ handle: NIOFileHandle) async throws -> IOData {
        let count = Int(piece.upperBound - piece.lowerBound)
        let buffer: ByteBuffer
        do {
            buffer = try await NonBlockingFileIO(threadPool: .singleton).read(
                fileHandle: handle, fromOffset: piece.lowerBound, byteCount: count, allocator: ByteBufferAllocator())
        } catch {
            throw FTPClientError.localRead("the file cannot be read: \(error)")
        }
        guard buffer.readableBytes == count else {
            throw Self.shorter
        }
        return .byteBuffer(buffer)
    }

    /// Two pieces are under way at a time: while one goes out, the next is made ready.
    private func inPieces(
        _ range: Range<Int64>, _ progress: (Int64) -> Void, _ piece: (Range<Int64>) async throws -> IOData
    ) async throws {
        var underWay: (done: EventLoopFuture<Void>, count: Int64)?
        func finishOne() async throws {
            guard let (done, count) = underWay else { return }
            try await done.get()
            control.noteProgress()
            progress(count)
        }
        var size = Self.pieceSizes.least
        var start = range.lowerBound
        var last = NIODeadline.now()
        while start < range.upperBound {
            let part = start..<min(start + size, range.upperBound)
            let data = try await piece(part)
            try await finishOne()
            underWay = (channel.writeAndFlush(data), part.upperBound - part.lowerBound)
            start = part.upperBound
            let now = NIODeadline.now()
            // What the kernel takes in at first says nothing about the line: a piece grows with what has gone out before.
            if now - last < .milliseconds(50) {
                size = max(min(size * 2, (start - range.lowerBound) / 16, Self.pieceSizes.most), Self.pieceSizes.least)
            }
            if now - last > .milliseconds(500) { size = max(size / 2, Self.pieceSizes.least) }
            last = now
        }
        try await finishOne()
    }
}
