import FTPClient
import Foundation

/// What the three downloads have in common: SERVER DIRECTORY FILE, and a file of that name in the current folder. That is
/// made only once the server has agreed to send something.
private func withFile(
    _ arguments: Arguments, as type: FTPTransferType, _ body: (FTPDownload, FileHandle) async throws -> Void
) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let directory = try arguments.next("DIRECTORY")
    let name = try arguments.next("FILE")
    try await server.session { session in
        try await session.changeDirectory(to: FTPPath(directory))
        try await session.withDownload(of: FTPPath(name), as: type) { transfer in
            let url = URL(fileURLWithPath: name)
            try Data().write(to: url)
            let file = try FileHandle(forWritingTo: url)
            try await body(transfer, file)
            try file.close()
        }
    }
}

/// Fetches a text line by line, with this machine's line ends. SERVER DIRECTORY FILE
func downloadText(_ arguments: Arguments) async throws {
    try await withFile(arguments, as: .text) { transfer, file in
        for try await line in transfer.lines { try file.write(contentsOf: Data("\(line)\n".utf8)) }
    }
}

/// Fetches a file as it is. SERVER DIRECTORY FILE
func downloadBinary(_ arguments: Arguments) async throws {
    try await withFile(arguments, as: .binary) { transfer, file in
        for try await piece in transfer { try file.write(contentsOf: piece) }
    }
}

/// Fetches a file and tells how far it is. SERVER DIRECTORY FILE
func downloadWithProgress(_ arguments: Arguments) async throws {
    try await withFile(arguments, as: .binary) { transfer, file in
        var received: Int64 = 0
        for try await piece in transfer {
            try file.write(contentsOf: piece)
            received += Int64(piece.count)
            // Not every server tells the size, and an empty file has none to divide by.
            show("Received", received, of: transfer.size)
        }
        print()
    }
}
