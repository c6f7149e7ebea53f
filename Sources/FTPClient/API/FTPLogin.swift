internal import Credentials

/// Who logs in. The password is never shown: not by `print`, not in a log.
public struct FTPLogin: Sendable, CustomStringConvertible {
    let login: Login
    let account: String?

    /// A user with a password, and the account that a few servers ask for (ACCT of RFC 959).
    public init(user: String, password: String, account: String? = nil) {
        login = Login(user: user, password: Secret(password), origin: "the caller")
        self.account = account
    }

    private init(_ login: Login) {
        self.login = login
        account = nil
    }

    /// The user of servers that are open to everyone (RFC 1635).
    public static let anonymous = FTPLogin(.anonymous)

    /// The user's name.
    public var description: String { login.user }
}
