import FTPClient
import Foundation

/// What the three uploads have in common: SERVER FILE DIRECTORY.
private func withSession(
    _ arguments: Arguments, _ body: (FTPSession, _ file: URL, _ name: FTPPath) async throws -> Void
) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let file = URL(fileURLWithPath: try arguments.next("FILE"))
    let directory = try arguments.next("DIRECTORY")
    try await server.session { session in
        try await session.changeDirectory(to: FTPPath(directory))
        try await body(session, file, FTPPath(file.lastPathComponent))
    }
}

/// Stores a file as it is. SERVER FILE DIRECTORY
func uploadBinary(_ arguments: Arguments) async throws {
    try await withSession(arguments) { session, file, name in
        let handle = try FileHandle(forReadingFrom: file)
        try await session.withUpload(to: name) { transfer in
            while let piece = try handle.read(upToCount: 65_536), !piece.isEmpty {
                try await transfer.write(Array(piece))
            }
        }
    }
}

/// Stores a text line by line. SERVER FILE DIRECTORY
func uploadText(_ arguments: Arguments) async throws {
    try await withSession(arguments) { session, file, name in
        let text = try String(contentsOf: file, encoding: .utf8)
        try await session.withUpload(to: name, as: .text) { transfer in
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                try await transfer.write(line: String(line))
            }
        }
    }
}

/// Stores a file and tells how far it is. SERVER FILE DIRECTORY
func uploadWithProgress(_ arguments: Arguments) async throws {
    try await withSession(arguments) { session, file, name in
        let handle = try FileHandle(forReadingFrom: file)
        let size = Int64(try handle.seekToEnd())
        try handle.seek(toOffset: 0)
        var sent: Int64 = 0
        try await session.withUpload(to: name) { transfer in
            while let piece = try handle.read(upToCount: 65_536), !piece.isEmpty {
                try await transfer.write(Array(piece))
                sent += Int64(piece.count)
                show("Sent", sent, of: size)
            }
        }
        print()
    }
}
