import DeployKit

/// Downloads, but decides about each file itself: drafts stay there, and nothing that was edited here is overwritten.
func downloadSelected(_ arguments: [String]) async throws {
    let remote = try server(arguments, isEncrypted: false)
    var options = SyncOptions()
    options.delete = .everything
    options.decide = { pair, decision in
        if pair.path.hasPrefix("drafts/") { return .skip("a draft") }
        if decision == .deleteLocal { return .skip("kept here") }
        return decision
    }
    options.settle = { pair, reason in
        print("conflict: \(pair.path): \(reason)")
        return .skip
    }
    let synchronizer = Synchronizer(.download, local: .folder(arguments[0]), remote: remote, options: options)
    for (path, reason) in try await synchronizer.preview().skipped.sorted(by: { $0.key < $1.key }) {
        print("left alone: \(path): \(reason)")
    }
    print("\(try await synchronizer.run().filesReceived) files received")
}
