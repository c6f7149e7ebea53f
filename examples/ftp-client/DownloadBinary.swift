import FTPClient
import Foundation

/// Fetches a file as it is, into one of the same name. SERVER DIRECTORY FILE
func downloadBinary(_ arguments: Arguments) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let directory = try arguments.next("DIRECTORY")
    let name = try arguments.next("FILE")
    try await server.session { session in
        try await session.changeDirectory(to: FTPPath(directory))
        try await session.withDownload(of: FTPPath(name)) { transfer in
            let file = try newFile(name)
            for try await piece in transfer { try file.write(contentsOf: piece) }
            try file.close()
        }
    }
}
