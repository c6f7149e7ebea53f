import FTPClient

/// SERVER DIRECTORY, and a session in that directory.
private func inDirectory(_ arguments: Arguments, _ body: (FTPSession) async throws -> Void) async throws {
    var arguments = arguments
    let server = try arguments.server()
    let directory = try arguments.next("DIRECTORY")
    try await server.session { session in
        try await session.changeDirectory(to: FTPPath(directory))
        try await body(session)
    }
}

/// The names in a directory (NLST). SERVER DIRECTORY
func names(_ arguments: Arguments) async throws {
    try await inDirectory(arguments) { session in
        let names = try await session.names().map(\.description).sorted()
        print("\(names.count) entries:")
        for name in names { print(name) }
    }
}

/// A directory as the server shows it to people (LIST). SERVER DIRECTORY
func rows(_ arguments: Arguments) async throws {
    try await inDirectory(arguments) { session in
        let rows = try await session.rows()
        print("\(rows.count) entries:")
        for row in rows { print(row) }
    }
}

/// A directory in a form for programs: MLSD, or LIST read by the client. SERVER DIRECTORY
func entries(_ arguments: Arguments) async throws {
    try await inDirectory(arguments) { session in
        let entries = try await session.entries()
        print("\(entries.count) entries:")
        for entry in entries.sorted(by: { $0.name.description < $1.name.description }) {
            let kind =
                switch entry.kind {
                case .file: "file, \(entry.size.map { "\($0) bytes" } ?? "size unknown")"
                case .directory: "directory"
                case .link(let target): "link to \(target ?? "somewhere")"
                case .other(let word): word
                }
            print("\(entry.name): \(kind)")
        }
    }
}

/// Files and directories told apart without reading a listing: what can be entered is a directory. SERVER DIRECTORY
func probe(_ arguments: Arguments) async throws {
    try await inDirectory(arguments) { session in
        let names = try await session.names().sorted { $0.description < $1.description }
        print("\(names.count) entries:")
        for name in names { print("\(name): \(try await session.isDirectory(name) ? "directory" : "file")") }
    }
}
