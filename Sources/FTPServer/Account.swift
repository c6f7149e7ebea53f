package import Credentials
package import LocalFiles

/// What somebody who is logged in may see and do.
package struct Account: Sendable {
    /// The user's name, for logs.
    package let name: String
    /// The folder that is the root of all that the user sees.
    package let root: RootedFolder
    /// Whether anything may be changed.
    package let canWrite: Bool

    /// An account from its parts.
    package init(name: String, root: RootedFolder, canWrite: Bool) {
        self.name = name
        self.root = root
        self.canWrite = canWrite
    }
}

/// Decides who may log in.
package protocol Authorizer: Sendable {
    /// The account of a user with this password; nil refuses.
    func account(user: String, password: Secret) async -> Account?
}

/// One folder for one user, for anonymous visitors, or both.
package struct FolderAuthorizer: Authorizer {
    private let root: RootedFolder
    private let login: (user: String, password: Secret)?
    private let anonymous: AnonymousAccess

    /// What visitors without an account may do.
    package enum AnonymousAccess: Sendable, Hashable {
        case none, read, write
    }

    /// Serves `root` to one user and, as far as allowed, to anonymous visitors.
    package init(root: RootedFolder, login: (user: String, password: Secret)?, anonymous: AnonymousAccess) {
        self.root = root
        self.login = login
        self.anonymous = anonymous
    }

    package func account(user: String, password: Secret) async -> Account? {
        if anonymous != .none, ["anonymous", "ftp"].contains(user.lowercased()) {
            return Account(name: "anonymous", root: root, canWrite: anonymous == .write)
        }
        guard let login, login.user == user, Self.isEqual(login.password.revealed, password.revealed) else {
            return nil
        }
        return Account(name: user, root: root, canWrite: true)
    }

    /// Compares in a time that tells nothing about where two texts differ.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var difference = left.count ^ right.count
        for index in right.indices {
            difference |= Int(right[index] ^ (left.isEmpty ? 0xFF : left[index % left.count]))
        }
        return difference == 0
    }
}
