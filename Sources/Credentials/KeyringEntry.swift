/// How a log-in lies in a keyring: as Python's `keyring` keeps what pyftpsync stores, so that both tools find it.
package struct KeyringEntry: Hashable, Sendable {
    /// The service of all entries.
    package static let service = "pyftpsync"

    /// What it is stored under (the attribute `username`): the bare host in lower case, or `USER@HOST:PORT`.
    package let name: String
    /// The user.
    package let user: String
    /// The password.
    package let password: Secret

    /// The entry of a log-in.
    package init(name: String, user: String, password: Secret) {
        self.name = name
        self.user = user
        self.password = password
    }

    /// Reads what is stored: `USER:PASSWORD`, split at the first `:`; nil where there is none.
    package init?(name: String, content: Secret) {
        let text = content.revealed
        guard let colon = text.firstIndex(of: ":") else { return nil }
        self.init(
            name: name, user: String(text[..<colon]), password: Secret(String(text[text.index(after: colon)...])))
    }

    /// What is stored; nil where the user's name cannot be told from the password.
    package var content: Secret? { user.contains(":") ? nil : Secret("\(user):\(password.revealed)") }

    /// The name of the entry that pyftpsync knows: one for all users and ports of a host.
    package static func name(host: String) -> String { host.lowercased() }

    /// The name of the entry for one user and port, which wins over the host's.
    package static func name(user: String, host: String, port: Int) -> String { "\(user)@\(host.lowercased()):\(port)" }

    /// What a keyring's own window calls the entry.
    package var label: String { "Password for '\(name)' on '\(Self.service)'" }
}
