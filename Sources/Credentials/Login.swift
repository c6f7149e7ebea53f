/// What to log in with, and where it came from.
package struct Login: Hashable, Sendable {
    /// The user's name.
    package var user: String
    /// The password.
    package var password: Secret
    /// Where it was found, in words ("the URL", "~/.netrc, line 3"); shown on request, without the secret.
    package var origin: String
    /// Whether it came from the keyring, which so knows it.
    package var isFromKeyring = false

    /// A log-in from its parts.
    package init(user: String, password: Secret, origin: String, isFromKeyring: Bool = false) {
        self.user = user
        self.password = password
        self.origin = origin
        self.isFromKeyring = isFromKeyring
    }

    /// The log-in of RFC 1635 for servers that are open to everyone.
    package static let anonymous = Login(user: "anonymous", password: Secret("anonymous@"), origin: "anonymous login")

    /// Whether it is that of a person.
    package var isPersonal: Bool { user != Self.anonymous.user }
}
