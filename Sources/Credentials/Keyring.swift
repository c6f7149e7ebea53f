/// A place that keeps passwords for a person.
package protocol Keyring: Sendable {
    /// Looks for the first of these entries.
    ///
    /// - Parameter wanted: whether an entry that was read is the right one.
    func entry(named names: [String], where wanted: @Sendable (KeyringEntry) -> Bool) async -> KeyringFinding

    /// Stores an entry in the place of the one with its name.
    ///
    /// - Throws: ``KeyringFailure``.
    func store(_ entry: KeyringEntry) async throws(KeyringFailure)

    /// Deletes the entries with this name.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``KeyringFailure``.
    func delete(named name: String) async throws(KeyringFailure) -> Int
}

/// What came of a look into a keyring.
package enum KeyringFinding: Hashable, Sendable {
    /// An entry.
    case found(KeyringEntry)
    /// No entry that fits.
    case nothing
    /// It could not be asked, or not for all.
    case failed(KeyringFailure)
}

/// Why a keyring could not be used.
package enum KeyringFailure: Error, Hashable, Sendable {
    /// There is none on this machine, or in this session.
    case unavailable(String)
    /// There is an entry, but nobody can unlock the keyring here.
    case locked
    /// It did not answer in time.
    case silent
    /// It answered with an error.
    case refused(String)
    /// What is stored cannot be understood.
    case malformed(name: String)

    /// In words that follow "the keyring".
    package var text: String {
        switch self {
        case .unavailable(let reason): "is not available: \(reason)"
        case .locked: "is locked"
        case .silent: "did not answer within \(Int(SecretService.patience)) seconds"
        case .refused(let reason): "refused: \(reason)"
        case .malformed(let name): "holds an entry '\(name)' that is not USER:PASSWORD"
        }
    }

    /// What to do about it.
    package var help: String {
        switch self {
        case .unavailable: "on a machine without a keyring: ~/.netrc, password_file or DEPLOY_PASSWORD"
        case .locked: "unlock it (on a machine without a desktop: gnome-keyring-daemon --unlock), or --no-keyring"
        case .silent: "look after the service (gnome-keyring, KWallet, KeePassXC), or --no-keyring"
        case .refused: "look after the service (gnome-keyring, KWallet, KeePassXC), or --no-keyring"
        case .malformed: "'deploy login' stores it anew"
        }
    }

    /// Whether somebody has to know although the search goes on: a keyring is there, but of no use.
    package var isTrouble: Bool { if case .unavailable = self { false } else { true } }
}
