import DeployKit

/// Uploads modified files of a local folder to an FTP server, and deletes there what no pattern covers.
func upload(_ arguments: [String]) async throws {
    let remote = try server(arguments, isEncrypted: false)
    var options = SyncOptions()
    options.match = ["*.html", "*.css"]
    options.deleteUnmatched = true
    options.createFolder = true
    let statistics = try await Synchronizer(.upload, local: .folder(arguments[0]), remote: remote, options: options)
        .run()
    print("\(statistics.filesSent) files sent, \(statistics.filesDeleted) deleted")
}
