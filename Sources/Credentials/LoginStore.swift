/// Puts log-ins into a keyring, where this tool and pyftpsync find them.
package struct LoginStore: Sendable {
    private let keyring: any Keyring

    /// A store in this keyring.
    package init(_ keyring: any Keyring) { self.keyring = keyring }

    /// Stores a log-in under the host alone, which is what pyftpsync knows; under user, host and port where that entry is
    /// another user's, or where this one has an entry of its own already.
    ///
    /// - Parameter isExact: whether it is only for this user and port.
    /// - Returns: the name of the entry.
    /// - Throws: ``KeyringFailure``.
    package func store(
        _ login: Login, host: String, port: Int, isExact: Bool = false
    ) async throws(KeyringFailure) -> String {
        let own = KeyringEntry.name(user: login.user, host: host, port: port)
        let shared = KeyringEntry.name(host: host)
        var isOwn = isExact
        if !isOwn { isOwn = try await holds(own) { _ in true } }
        if !isOwn { isOwn = try await holds(shared) { $0.user != login.user } }
        let name = isOwn ? own : shared
        try await keyring.store(KeyringEntry(name: name, user: login.user, password: login.password))
        return name
    }

    private func holds(
        _ name: String, where isMeant: @Sendable (KeyringEntry) -> Bool
    ) async throws(KeyringFailure) -> Bool {
        switch await keyring.entry(named: [name], where: isMeant) {
        case .found: return true
        case .nothing, .failed(.malformed): return false
        case .failed(let failure): throw failure
        }
    }

    /// Deletes what is stored for a host and port: of one user, or of whoever the host's entry is for.
    ///
    /// - Returns: the names of the entries that were there.
    /// - Throws: ``KeyringFailure``.
    package func remove(user: String?, host: String, port: Int) async throws(KeyringFailure) -> [String] {
        var names: [String] = []
        if let user { names.append(KeyringEntry.name(user: user, host: host, port: port)) }
        let shared = KeyringEntry.name(host: host)
        if try await holds(shared, where: { user == nil || $0.user == user }) { names.append(shared) }
        var removed: [String] = []
        for name in names {
            if try await keyring.delete(named: name) > 0 { removed.append(name) }
        }
        return removed
    }
}
