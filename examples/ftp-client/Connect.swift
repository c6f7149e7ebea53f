import FTPClient

/// Connects, shows how the server greets, and where the session is. SERVER
func connect(_ arguments: Arguments) async throws {
    var arguments = arguments
    let server = try arguments.server()
    try await server.session { session in
        print("Welcome: \(session.welcome)")
        print("Working directory: \(try await session.workingDirectory())")
    }
}
