import FTPClient
import Foundation

/// Fetches a directory with all below it into a new folder. SERVER DIRECTORY FOLDER
func downloadTree(_ arguments: Arguments) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let directory = FTPPath(try arguments.next("DIRECTORY"))
    let folder = try arguments.next("FOLDER")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await server.session { session in
        var current: FTPPath?
        let result = try await session.downloadTree(of: directory, into: folder) { path, received, size in
            if current != path {
                if current != nil { print() }
                current = path
                print("\(path): ", terminator: "")
            }
            if received == size || size == nil { show("received", received, of: size) }
        }
        print("\n\(result.files) files, \(result.bytes) bytes")
        for path in result.skipped { print("left out: \(path)") }
    }
}
