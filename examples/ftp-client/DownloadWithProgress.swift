import FTPClient
import Foundation

/// Fetches a file and tells how far it is. SERVER DIRECTORY FILE
func downloadWithProgress(_ arguments: Arguments) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let directory = try arguments.next("DIRECTORY")
    let name = try arguments.next("FILE")
    try await server.session { session in
        try await session.changeDirectory(to: FTPPath(directory))
        try await session.withDownload(of: FTPPath(name)) { transfer in
            let file = try newFile(name)
            var received: Int64 = 0
            for try await piece in transfer {
                try file.write(contentsOf: piece)
                received += Int64(piece.count)
                // Not every server tells the size, and an empty file has none to divide by.
                show("Received", received, of: transfer.size)
            }
            try file.close()
            print()
        }
    }
}
