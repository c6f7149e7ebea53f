import DeployKit

/// Synchronizes a local folder with an FTP server over TLS; conflicts are left alone and named.
func synchronize(_ arguments: [String]) async throws {
    let remote = try server(arguments, isEncrypted: true)
    var options = SyncOptions()
    options.resolve = .skip
    options.createFolder = true
    let synchronizer = Synchronizer(.sync, local: .folder(arguments[0]), remote: remote, options: options)
    for (path, reason) in try await synchronizer.preview().conflicts.sorted(by: { $0.key < $1.key }) {
        print("conflict: \(path): \(reason)")
    }
    let statistics = try await synchronizer.run()
    print("\(statistics.filesSent) sent, \(statistics.filesReceived) received, \(statistics.filesDeleted) deleted")
}
