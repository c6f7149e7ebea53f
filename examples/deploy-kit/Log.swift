import DeployKit
import Foundation
import Logging

/// Uploads with a logger of its own, which appends to a file.
func uploadWithLogger(_ arguments: [String]) async throws {
    let remote = try server(arguments, isEncrypted: false)
    guard arguments.count > 3 else { throw Usage(text: "LOCAL SERVER[:PORT] FOLDER LOGFILE") }
    let path = arguments[3]
    var options = SyncOptions()
    options.createFolder = true
    options.logger = Logger(label: "my.logger") { label in FileLog(label: label, path: path) }
    options.logger.logLevel = .info
    _ = try await Synchronizer(.upload, local: .folder(arguments[0]), remote: remote, options: options).run()
}

/// Appends a line for each message to a file.
struct FileLog: LogHandler {
    let label: String
    let path: String
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    init(label: String, path: String) {
        self.label = label
        self.path = path
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = Data("\(Date()) - \(label) - \(event.level) - \(event.message)\n".utf8)
        guard let file = FileHandle(forWritingAtPath: path) else {
            _ = FileManager.default.createFile(atPath: path, contents: line)
            return
        }
        file.seekToEndOfFile()
        file.write(line)
        try? file.close()
    }
}
