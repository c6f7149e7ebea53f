import FTPClient
import Foundation

/// Fetches a text line by line, with this machine's line ends, into a file of the same name. SERVER DIRECTORY FILE
func downloadText(_ arguments: Arguments) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let directory = try arguments.next("DIRECTORY")
    let name = try arguments.next("FILE")
    try await server.session { session in
        try await session.changeDirectory(to: FTPPath(directory))
        try await session.withDownload(of: FTPPath(name), as: .text) { transfer in
            let file = try newFile(name)
            for try await line in transfer.lines { try file.write(contentsOf: Data("\(line)\n".utf8)) }
            try file.close()
        }
    }
}

/// A new, empty file in the current folder. It is made only once the server has agreed to send something.
func newFile(_ name: String) throws -> FileHandle {
    let url = URL(fileURLWithPath: name)
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
}
