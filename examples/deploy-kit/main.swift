// Small programs that upload, download and synchronize with DeployKit, each in a file of its own. Run one with
//
//     swift run deploy-examples upload ~/temp ftp.example.com /temp
//
// The user is taken from the variable FTP_USER, the password from FTP_PASSWORD.
import DeployKit
import FTPClient
import Foundation

let programs: [String: @Sendable ([String]) async throws -> Void] = [
    "upload": upload,
    "sync": synchronize,
    "log": uploadWithLogger,
    "decide": downloadSelected,
    "backup": backUp,
]

do {
    guard let program = CommandLine.arguments.dropFirst().first.flatMap({ programs[$0] }) else {
        throw Usage(text: "name one of: \(programs.keys.sorted().joined(separator: ", "))")
    }
    try await program(Array(CommandLine.arguments.dropFirst(2)))
} catch {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
    exit(1)
}

/// What is missing on the command line.
struct Usage: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}

/// A server's folder: `arguments` are the local folder, the server, perhaps with a port behind it, and the folder there.
func server(_ arguments: [String], isEncrypted: Bool) throws -> SyncSide {
    guard arguments.count >= 3 else { throw Usage(text: "LOCAL SERVER[:PORT] FOLDER") }
    let environment = ProcessInfo.processInfo.environment
    let parts = arguments[1].split(separator: ":")
    return .ftp(
        String(parts[0]), path: arguments[2], port: parts.count > 1 ? Int(parts[1]) : nil,
        user: environment["FTP_USER"],
        password: environment["FTP_PASSWORD"],
        security: isEncrypted ? .explicitTLS(environment["FTP_CA"].map { .authorities(inFile: $0) } ?? .system) : .none)
}
