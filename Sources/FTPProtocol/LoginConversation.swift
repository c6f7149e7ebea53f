/// Logging in as a value: from the greeting to a session in image mode that knows what the server can.
///
/// Where asked for, `AUTH TLS` and the handshake come before anything about the user; `PBSZ 0` and `PROT P` (RFC 4217)
/// travel with `USER`. Then `PASS` and `ACCT` where the server wants them, and `FEAT` and `TYPE I` in one window.
package struct LoginConversation: Sendable {
    /// Who logs in.
    package struct Identity: Sendable {
        /// The user's name.
        package var user: String
        /// The password; sent only if the server asks for it.
        package var password: String
        /// The account (RFC 959, ACCT); nil for none.
        package var account: String?

        /// An identity from its parts.
        package init(user: String, password: String, account: String? = nil) {
            self.user = user
            self.password = password
            self.account = account
        }
    }

    /// How the control connection comes to be encrypted.
    package enum Security: Hashable, Sendable {
        /// Not at all.
        case none
        /// By AUTH TLS, behind the greeting; without it there is no session.
        case explicit
        /// It is from the first byte.
        case implicit
    }

    /// Why there is no session.
    package enum Refusal: Error, Hashable, Sendable {
        /// The greeting was not 220.
        case notReady(Reply)
        /// AUTH TLS was refused: nothing about the user was sent.
        case noTLS(Reply)
        /// PROT P was refused: data would go in clear text.
        case noPrivateData(Reply)
        /// User or password was refused.
        case loginRefused(Reply)
        /// The server wants an account as well (ACCT), and none was given.
        case accountWanted(Reply)
        /// The server knows no image mode.
        case noImageMode(Reply)

        /// The server's reply.
        package var reply: Reply {
            switch self {
            case .notReady(let reply), .noTLS(let reply), .noPrivateData(let reply), .loginRefused(let reply),
                .accountWanted(let reply), .noImageMode(let reply):
                reply
            }
        }
    }

    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Wait for another reply.
        case wait
        /// Send these in one window; each reply goes to ``LoginConversation/received(_:)`` in order.
        case send([Command])
        /// Do the TLS handshake; then ``LoginConversation/secured()``.
        case secure
        /// The session is ready.
        case done
    }

    private enum State: Hashable, Sendable {
        case greeting, auth, buffer, protection, user, password, account, lateBuffer, lateProtection, features, type
        case done
    }

    private var state = State.greeting
    private let security: Security
    private let user: Command
    private let password: Command
    private let account: Command?
    private var isProtected = false
    /// What FEAT told; empty where the server does not know FEAT.
    package private(set) var features = Features()
    /// The greeting's text.
    package private(set) var welcome: [String] = []

    /// A log-in.
    ///
    /// - Throws: ``Command/UnsafeArgument`` for line breaks in name or password; its text never shows the password.
    package init(_ identity: Identity, security: Security = .none) throws(Command.UnsafeArgument) {
        self.security = security
        user = try Command("USER", identity.user)
        password = try Self.secret("PASS", identity.password, "the password")
        account = if let account = identity.account { try Self.secret("ACCT", account, "the account") } else { nil }
    }

    private static func secret(
        _ verb: String, _ value: String, _ shown: String
    ) throws(Command.UnsafeArgument) -> Command {
        do {
            return try Command(verb, value)
        } catch {
            throw Command.UnsafeArgument(shown: shown)
        }
    }

    /// The step behind the TLS handshake of ``Step/secure``.
    package mutating func secured() -> Step {
        state = .buffer
        return .send(Self.protect + [user])
    }

    private static let protect = [Command("PBSZ", literal: "0"), Command("PROT", literal: "P")]

    /// The step that a final reply leads to.
    package mutating func received(_ reply: Reply) throws(Refusal) -> Step {
        switch state {
        case .greeting: return try greeted(reply)
        case .auth:
            guard reply.code == 234 else { throw .noTLS(reply) }
            return .secure
        case .buffer:
            // Some servers refuse it as needless; what counts is PROT.
            state = .protection
            return .wait
        case .protection:
            isProtected = reply.isCompletion
            // A server that wants the log-in first is asked again behind it.
            guard isProtected || reply.code == 503 || reply.code == 530 else { throw .noPrivateData(reply) }
            state = .user
            return .wait
        case .user:
            if reply.isCompletion { return loggedIn() }
            if reply.code == 332 { return try sendAccount(reply) }
            guard reply.code == 331 else { throw .loginRefused(reply) }
            state = .password
            return .send([password])
        case .password:
            if reply.code == 332 { return try sendAccount(reply) }
            guard reply.isCompletion else { throw .loginRefused(reply) }
            return loggedIn()
        case .account:
            guard reply.isCompletion else { throw .loginRefused(reply) }
            return loggedIn()
        case .lateBuffer:
            state = .lateProtection
            return .wait
        case .lateProtection:
            guard reply.isCompletion else { throw .noPrivateData(reply) }
            state = .features
            return .wait
        case .features:
            if reply.isCompletion { features = Features(reply) }
            state = .type
            return .wait
        case .type:
            guard reply.isCompletion else { throw .noImageMode(reply) }
            state = .done
            return .done
        case .done: return .done
        }
    }

    private mutating func greeted(_ reply: Reply) throws(Refusal) -> Step {
        guard reply.isCompletion else { throw .notReady(reply) }
        welcome = reply.lines
        switch security {
        case .none:
            state = .user
            return .send([user])
        case .explicit:
            state = .auth
            return .send([Command("AUTH", literal: "TLS")])
        case .implicit: return secured()
        }
    }

    private mutating func sendAccount(_ reply: Reply) throws(Refusal) -> Step {
        guard let account else { throw .accountWanted(reply) }
        state = .account
        return .send([account])
    }

    private mutating func loggedIn() -> Step {
        let mustProtect = security != .none && !isProtected
        state = mustProtect ? .lateBuffer : .features
        return .send((mustProtect ? Self.protect : []) + [.feat, .typeImage])
    }
}
