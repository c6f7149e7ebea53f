/// Logging in as a value: from the greeting to a session in image mode that knows what the server can.
///
/// `USER`, `PASS` where asked for, then `FEAT`, then `OPTS UTF8 ON` where offered and `TYPE I` in one window.
package struct LoginConversation: Sendable {
    /// Why there is no session.
    package enum Refusal: Error, Hashable, Sendable {
        /// The greeting was not 220.
        case notReady(Reply)
        /// User or password was refused.
        case loginRefused(Reply)
        /// The server wants an account as well (ACCT), which is not supported.
        case accountWanted(Reply)
        /// The server knows no image mode.
        case noImageMode(Reply)
    }

    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Wait for another reply.
        case wait
        /// Send these in one window; each reply goes to ``LoginConversation/received(_:)`` in order.
        case send([Command])
        /// The session is ready.
        case done
    }

    private enum State: Hashable, Sendable {
        case greeting, user, password, features, options(left: Int), done
    }

    private var state = State.greeting
    private let user: Command
    private let password: Command
    /// What FEAT told; empty where the server does not know FEAT.
    package private(set) var features = Features()
    /// The greeting's text.
    package private(set) var welcome: [String] = []

    /// A log-in with this name and password.
    ///
    /// - Throws: ``Command/UnsafeArgument`` for line breaks in either; its text never shows the password.
    package init(user: String, password: String) throws(Command.UnsafeArgument) {
        self.user = try Command("USER", user)
        do {
            self.password = try Command("PASS", password)
        } catch {
            throw Command.UnsafeArgument(shown: "the password")
        }
    }

    /// The step that a final reply leads to.
    package mutating func received(_ reply: Reply) throws(Refusal) -> Step {
        switch state {
        case .greeting:
            guard reply.isCompletion else { throw .notReady(reply) }
            welcome = reply.lines
            state = .user
            return .send([user])
        case .user:
            if reply.isCompletion { return askFeatures() }
            guard reply.code == 331 else { throw reply.code == 332 ? .accountWanted(reply) : .loginRefused(reply) }
            state = .password
            return .send([password])
        case .password:
            if reply.code == 332 { throw .accountWanted(reply) }
            guard reply.isCompletion else { throw .loginRefused(reply) }
            return askFeatures()
        case .features:
            if reply.isCompletion { features = Features(reply) }
            let options = features.has("UTF8") ? [Command("OPTS", literal: "UTF8 ON")] : []
            let commands = options + [.typeImage]
            state = .options(left: commands.count)
            return .send(commands)
        case .options(let left):
            // The last of the window is TYPE; a refused OPTS UTF8 changes nothing.
            if left == 1 {
                guard reply.isCompletion else { throw .noImageMode(reply) }
                state = .done
                return .done
            }
            state = .options(left: left - 1)
            return .wait
        case .done:
            return .done
        }
    }

    private mutating func askFeatures() -> Step {
        state = .features
        return .send([.feat])
    }
}
