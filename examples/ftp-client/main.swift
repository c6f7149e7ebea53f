// Small programs that show what FTPSession can do, each in a file of its own. Run one with
//
//     swift run ftp-examples connect ftp.example.com
//     swift run ftp-examples upload-binary joe@ftp.example.com photo.jpg /www
//
// A server is a host, perhaps with a port behind it (localhost:2121) and a user before it; without a user the log-in is
// anonymous. The password is asked for, or taken from the variable FTP_PASSWORD.
import FTPClient
import Foundation

let programs: [String: @Sendable (Arguments) async throws -> Void] = [
    "connect": connect,
    "download-text": downloadText,
    "download-binary": downloadBinary,
    "download-progress": downloadWithProgress,
    "download-tree": downloadTree,
    "upload-binary": uploadBinary,
    "upload-text": uploadText,
    "upload-progress": uploadWithProgress,
    "names": names,
    "rows": rows,
    "entries": entries,
    "probe": probe,
    "manage": manage,
]

var arguments = Arguments(CommandLine.arguments.dropFirst())
do {
    guard let program = programs[try arguments.next("PROGRAM")] else {
        throw Arguments.Missing(what: "one of: \(programs.keys.sorted().joined(separator: ", "))")
    }
    try await program(arguments)
} catch let error as FTPError {
    // Everything that a session fails with is of this type.
    let hint =
        switch error.kind {
        case .temporary: "try again later"
        case .permanent: "the server will say the same again"
        case .protocol: "is that an FTP server?"
        case .transport: "check host, port and network"
        case .local: "check the folder here"
        }
    printError("\(error) (\(hint))")
    exit(1)
} catch {
    printError("\(error)")
    exit(2)
}
