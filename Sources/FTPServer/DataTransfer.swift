internal import FTPProtocol
internal import FileTree
internal import Glibc
internal import LocalFiles
internal import NIOCore
internal import NIOPosix
internal import TLS

/// One transfer over a data connection.
struct DataTransfer: Sendable {
    let transfer: ServerConversation.Transfer
    let folder: ServedFolder
    /// Whether the data connection is encrypted: then nothing goes past this program's memory.
    let isEncrypted: Bool
    /// How far it is, and the way to stop it.
    let progress = TransferProgress()

    /// What is to be sent or filled, opened before the data connection is used.
    private enum Ready: Sendable {
        case send(DiskFile, size: Int64, offset: Int64, ascii: Bool, VirtualPath)
        case sendBytes([UInt8])
        case receive(DiskFile, offset: Int64, ascii: Bool, VirtualPath)

        var isSending: Bool { if case .receive = self { false } else { true } }
    }

    /// Runs it: `begin` sends the preliminary reply once the file is open.
    ///
    /// - Returns: the final reply.
    func run(_ route: DataRoute, begin: (Reply) async throws -> Void) async throws -> Reply {
        let ready: Ready
        do {
            ready = try await open()
            try await begin(Reply(150, "Ready for the data connection."))
        } catch {
            await route.close()
            guard let error = error as? SystemError else { throw error }
            return error.reply(path.text)
        }
        let channel: DataRoute.DataChannel
        do {
            progress.onStop { route.giveUp() }
            channel = try await route.open(seconds: 30)
        } catch {
            return progress.isStopped ? Self.stopped : Reply(425, "No data connection came.")
        }
        do {
            progress.onStop { channel.channel.close(promise: nil) }
            try await channel.executeThenClose { inbound, _ in
                try await move(ready, channel.channel, inbound)
                // Who reads encrypted is told that nothing is missing; RFC 8446, section 6.1.
                if isEncrypted, ready.isSending { try await channel.channel.close(mode: .output).get() }
            }
            return progress.isStopped ? Self.stopped : Reply(226, "Done, \(progress.bytes) bytes.")
        } catch let error as TLSError {
            return Self.refusal(error)
        } catch let error as SystemError {
            return error.isFull ? error.reply(path.text) : Reply(451, "\(path.text): \(error.reason)")
        } catch {
            return progress.isStopped
                ? Self.stopped : Reply(426, "The data connection broke; the transfer was stopped.")
        }
    }

    /// RFC 4217, section 10: 522 where the connection's protection does not suit.
    private static func refusal(_ error: TLSError) -> Reply {
        switch error {
        case .handshakeFailed(let reason): Reply(522, "No encrypted data connection: \(reason).")
        case .truncated: Reply(426, "The data connection ended without close_notify; the transfer was stopped.")
        default: Reply(426, "The encrypted data connection broke; the transfer was stopped.")
        }
    }

    private static let stopped = Reply(426, "The transfer was stopped.")

    /// The transfer as a line of the log.
    func logLine(_ reply: Reply, user: String) -> String {
        let verb =
            switch transfer {
            case .retrieve: "RETR"
            case .store: "STOR"
            case .append: "APPE"
            case .list(_, .unix): "LIST"
            case .list(_, .names): "NLST"
            case .list(_, .machine): "MLSD"
            }
        return "\(user): \(verb) \(path.text) \(progress.bytes) bytes, \(reply.code)"
    }

    /// The path that it is about.
    var path: VirtualPath {
        switch transfer {
        case .retrieve(let path, _, _), .store(let path, _, _), .append(let path, _), .list(let path, _): path
        }
    }

    private func open() async throws -> Ready {
        switch transfer {
        case .retrieve(let path, let offset, let ascii):
            let (file, size) = try await folder.openForReading(path)
            return .send(file, size: size, offset: min(offset, size), ascii: ascii, path)
        case .store(let path, let offset, let ascii):
            let (file, start) = try await folder.openForWriting(path, offset: offset, append: false)
            return .receive(file, offset: start, ascii: ascii, path)
        case .append(let path, let ascii):
            let (file, start) = try await folder.openForWriting(path, offset: 0, append: true)
            return .receive(file, offset: start, ascii: ascii, path)
        case .list(let path, let listing): return .sendBytes(try await rows(path, listing))
        }
    }

    private func rows(_ path: VirtualPath, _ listing: ServerConversation.Listing) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        if case .machine = listing, try await !folder.isFolder(path) {
            throw SystemError("open", path.text, number: ENOTDIR)
        }
        for item in try await folder.items(path) {
            switch listing {
            case .unix: bytes += ListingFormat.unixRow(item, now: Clock.now)
            case .names: bytes += item.name
            case .machine(let facts):
                bytes += ListingFormat.machineRow(item, facts: facts, canWrite: folder.account.canWrite)
            }
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }

    private func move(
        _ ready: Ready, _ channel: any Channel, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    ) async throws {
        switch ready {
        case .sendBytes(let bytes):
            try await channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(bytes: bytes))).get()
            progress.add(bytes.count)
        case .send(let file, let size, let offset, let ascii, let path):
            if ascii {
                try await sendLines(file, size, path, channel)
            } else {
                try await sendFile(file, size, offset, path, channel)
            }
        case .receive(let file, let offset, let ascii, let path):
            try await receive(file, offset, ascii, path, inbound)
        }
    }

    private func sendFile(
        _ file: DiskFile, _ size: Int64, _ offset: Int64, _ path: VirtualPath, _ channel: any Channel
    ) async throws {
        if isEncrypted { return try await sendPieces(file, size, offset, path, channel) }
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: try file.duplicate(path: path.text))
        defer { try? handle.close() }
        for start in stride(from: offset, to: size, by: 1 << 20) {
            let end = min(start + 1 << 20, size)
            // Somebody may cut the file meanwhile: sendfile would then send nothing, again and again.
            guard try file.status(as: .root).size ?? 0 >= end else { throw SystemError("read", path.text, number: EIO) }
            let region = FileRegion(fileHandle: handle, readerIndex: Int(start), endIndex: Int(end))
            try await channel.writeAndFlush(IOData.fileRegion(region)).get()
            progress.add(Int(end - start))
        }
    }

    /// What is encrypted goes through this program's memory, a piece at a time.
    private func sendPieces(
        _ file: DiskFile, _ size: Int64, _ offset: Int64, _ path: VirtualPath, _ channel: any Channel
    ) async throws {
        for start in stride(from: offset, to: size, by: 1 << 18) {
            let count = Int(min(size - start, 1 << 18))
            let piece = try await folder.read(file, count: count, at: start, path: path)
            guard piece.count == count else { throw SystemError("read", path.text, number: EIO) }
            try await channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(bytes: piece))).get()
            progress.add(count)
        }
    }

    private func sendLines(
        _ file: DiskFile, _ size: Int64, _ path: VirtualPath, _ channel: any Channel
    ) async throws {
        var conversion = LineEnds()
        for start in stride(from: 0, to: size, by: 1 << 18) {
            let piece = try await folder.read(file, count: 1 << 18, at: start, path: path)
            let bytes = conversion.toNetwork(piece)
            try await channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(bytes: bytes))).get()
            progress.add(bytes.count)
        }
    }

    private func receive(
        _ file: DiskFile, _ start: Int64, _ ascii: Bool, _ path: VirtualPath,
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    ) async throws {
        var conversion = LineEnds()
        var offset = start
        for try await buffer in inbound {
            progress.add(buffer.readableBytes)
            let bytes =
                ascii ? conversion.fromNetwork(Array(buffer.readableBytesView)) : Array(buffer.readableBytesView)
            try await folder.write(bytes, to: file, at: offset, path: path)
            offset += Int64(bytes.count)
        }
        let rest = ascii ? conversion.finish() : []
        if !rest.isEmpty { try await folder.write(rest, to: file, at: offset, path: path) }
    }
}
