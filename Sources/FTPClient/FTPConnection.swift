internal import Credentials
package import FTPProtocol
package import NIOCore
internal import NIOPosix
package import TLS

/// One session with an FTP server. It does one thing at a time; several sessions make a ``ConnectionPool``.
package actor FTPConnection {
    /// What FEAT told, lies included.
    package nonisolated let features: Features
    /// The greeting's lines.
    package nonisolated let welcome: [String]
    let control: ControlConnection
    let memory: HostMemory
    let timeout: Int
    let isActiveMode: Bool
    private let window: PipelineWindow
    /// Whether an encrypted data connection broke: its session is of no use for the next one.
    var isSpoiled = false
    /// The question for the next data port that was sent ahead, and when.
    var ahead: EarlyPort?

    private init(
        control: ControlConnection, login: LoginConversation, early: EarlyPort?, options: ConnectionOptions
    ) {
        self.control = control
        self.ahead = early
        self.features = login.features
        self.welcome = login.welcome
        self.memory = options.memory
        self.timeout = options.timeout
        self.isActiveMode = options.isActive
        self.window = PipelineWindow(
            features: login.features, welcome: login.welcome, isEncrypted: options.encryption != nil)
    }

    // MARK: Beginning and end

    /// Connects and logs in.
    ///
    /// - Throws: ``FTPClientError``.
    package static func open(
        _ options: ConnectionOptions, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> FTPConnection {
        let control = try await ControlConnection.connect(options, group: group)
        do {
            return try await control.closingOnCancel {
                let (login, early) = try await logIn(control, options)
                // Harmless where it is not needed; nobody waits for the answer.
                if options.usesUTF8, login.features.has("UTF8") {
                    _ = control.send([Command("OPTS", literal: "UTF8 ON")])
                }
                return FTPConnection(control: control, login: login, early: early, options: options)
            }
        } catch {
            control.abort()
            throw error
        }
    }

    /// A port for the next data connection that was asked for ahead, and when.
    typealias EarlyPort = (reply: ControlConnection.PendingReply, sent: NIODeadline)

    /// Whether EPSV may be sent some time before the data connection is wanted. pyftpdlib ends sessions over that.
    private static func mayAskEarly(_ options: ConnectionOptions) -> Bool {
        let profile = options.memory.profile
        return !options.isActive && profile.extendedPassive != .fails && profile.passiveAhead != .fails
    }

    private static func logIn(
        _ control: ControlConnection, _ options: ConnectionOptions
    ) async throws -> (LoginConversation, EarlyPort?) {
        var login: LoginConversation
        let security: LoginConversation.Security =
            options.encryption.map { $0.isImplicit ? .implicit : .explicit } ?? .none
        do {
            login = try LoginConversation(
                LoginConversation.Identity(
                    user: options.login.user, password: options.login.password.revealed, account: options.account),
                security: security)
        } catch {
            throw FTPClientError.unsafeArgument(error.shown)
        }
        var pending = [control.greeting]
        var early: EarlyPort?
        while true {
            for awaited in pending {
                let reply = try await awaited.final.get()
                var step: LoginConversation.Step
                do {
                    step = try login.received(reply)
                } catch {
                    throw FTPClientError.noSession(error)
                }
                if case .secure = step, let encryption = options.encryption {
                    try await control.startTLS(encryption, timeout: .seconds(Int64(options.timeout)))
                    step = login.secured()
                }
                switch step {
                case .wait, .secure: continue
                case .send(let commands):
                    // The first data connection's port travels with the last commands of the log-in.
                    let isLast = commands.contains(.feat)
                    let welcome = login.welcome
                    if isLast { options.memory.note { $0.recognize(welcome: welcome, isActive: options.isActive) } }
                    let asksEarly = isLast && mayAskEarly(options)
                    pending = control.send(commands + (asksEarly ? [.epsv] : []))
                    if asksEarly { early = (pending.removeLast(), .now()) }
                case .done: return (login, early)
                }
            }
        }
    }

    /// Ends the session: QUIT, whose reply is awaited, then the connection is closed. A cancelled task closes at once.
    package func quit() async {
        _ = try? await control.closingOnCancel { try await control.send([.quit])[0].final.get() }
        control.abort()
    }

    /// Ends the session without waiting for the answer to QUIT, which would cost a round trip and tells nothing.
    package func leave() async { await control.leave() }

    /// Whether the session still stands, as far as this side knows.
    package nonisolated var isActive: Bool { control.isActive }

    /// Closes at once.
    package nonisolated func abort() { control.abort() }

    /// What the control connection's encryption was agreed to be; nil for clear text.
    package func tlsSummary() async throws -> TLSSummary? { try await control.tlsSummary() }

    // MARK: Commands without a data connection

    /// Sends groups of commands ahead, in windows that suit the server (`PipelineWindow`); a group (RNFR and RNTO) is
    /// never split.
    ///
    /// - Returns: the final replies, group by group. A refusal is a reply, not an error.
    /// - Throws: ``FTPClientError`` if the session breaks.
    package func perform(_ groups: [[Command]]) async throws -> [[Reply]] {
        try await control.closingOnCancel {
            var results: [[Reply]] = []
            var next = 0
            while next < groups.count {
                var commands: [Command] = []
                var bytes = 0
                let first = next
                while next < groups.count {
                    let size = groups[next].reduce(0) { $0 + $1.wireBytes.count }
                    if bytes > 0, bytes + size > window.bytes { break }
                    commands += groups[next]
                    bytes += size
                    next += 1
                }
                var replies: [Reply] = []
                for pending in control.send(commands, write: window.write) {
                    replies.append(try await pending.final.get())
                }
                var start = 0
                for group in groups[first..<next] {
                    results.append(Array(replies[start..<(start + group.count)]))
                    start += group.count
                }
            }
            return results
        }
    }

    /// Sends one command and gives its final reply.
    ///
    /// - Throws: ``FTPClientError`` if the session breaks.
    package func send(_ command: Command) async throws -> Reply { try await perform([[command]])[0][0] }

    /// A command with a path, refused with a clear error where the path holds a line break.
    static func command(_ verb: String, _ path: [UInt8]) throws -> Command {
        do {
            return try Command(verb, bytes: path)
        } catch {
            throw FTPClientError.unsafeArgument(error.shown)
        }
    }
}
