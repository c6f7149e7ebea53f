import FTPClient

/// Makes a directory, moves a file through it, and takes both away again. SERVER
func manage(_ arguments: Arguments) async throws {
    var arguments = arguments
    let server = try arguments.server()
    try await server.session { session in
        try await session.makeDirectory("example")
        try await session.withUpload(to: "example/first") { try await $0.write(Array("hello\n".utf8)) }
        print("example/first: \(try await session.size(of: "example/first")) bytes")
        try await session.rename("example/first", to: "example/second")
        print("in example: \(try await session.names(in: "example").map(\.description))")
        do {
            try await session.delete("example/first")
        } catch let error as FTPError where error.kind == .permanent {
            print("deleting example/first: \(error.reply?.code ?? 0)")
        }
        try await session.delete("example/second")
        try await session.removeDirectory("example")
    }
}
