internal import FTPProtocol
public import Logging
internal import Synchronization
internal import TLS

/// A session with an FTP server: logged in, with a working directory, doing one thing at a time.
///
/// ```swift
/// try await FTPSession.with("ftp.example.com", login: FTPLogin(user: "joe", password: "…")) { session in
///     try await session.withDownload(of: "notes.txt") { transfer in
///         for try await chunk in transfer { print(chunk.count) }
///     }
/// }
/// ```
///
/// All methods throw ``FTPError``. For several transfers at a time, open several sessions. A task that is cancelled closes
/// the session that it is using.
public final class FTPSession: Sendable {
    /// How a session is made.
    public struct Options: Sendable {
        /// The port of the control connection; nil for the one that goes with `security`.
        public var port: Int?
        /// Whether and how everything is encrypted.
        public var security = FTPSecurity.none
        /// Whether the server opens the data connections (active mode) instead of this side.
        public var isActive = false
        /// Seconds without progress (a reply, bytes of a transfer) before something fails.
        public var timeout = 30
        /// Where the dialogue goes: commands and replies at `trace`, passwords masked.
        public var logger = Logger(label: "FTPClient") { _ in SwiftLogNoOpLogHandler() }

        /// Clear text on port 21, passive mode, 30 seconds, no log.
        public init() {}
    }

    struct State {
        /// What the session is in the middle of.
        var occupation: String?
        /// The directory that relative paths are seen from, as far as it was asked for.
        var directory: FTPPath?
        /// Whether transfers translate line ends; nil where that is not known.
        var isText: Bool? = false
        var isClosed = false
    }

    let connection: FTPConnection
    let state = Mutex(State())

    private init(_ connection: FTPConnection) { self.connection = connection }

    // MARK: Beginning and end

    /// Connects and logs in.
    public static func open(
        _ host: String, login: FTPLogin = .anonymous, options: Options = Options()
    ) async throws -> FTPSession {
        do {
            var connection = ConnectionOptions(
                host: host, port: options.port ?? options.security.defaultPort, login: login.login,
                timeout: options.timeout, logger: options.logger)
            connection.account = login.account
            connection.isActive = options.isActive
            do throws(TLSError) {
                connection.encryption = try options.security.encryption(host: host)
            } catch {
                throw FTPClientError.encryption(error)
            }
            return FTPSession(try await FTPConnection.open(connection))
        } catch let error as FTPClientError {
            throw FTPError(error)
        }
    }

    /// Connects, logs in, runs `body`, and logs out; where `body` throws, the connection is just closed.
    public static func with<Result>(
        _ host: String, login: FTPLogin = .anonymous, options: Options = Options(),
        _ body: (FTPSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(host, login: login, options: options)
        do {
            let result = try await body(session)
            await session.quit()
            return result
        } catch {
            session.close()
            throw error
        }
    }

    /// The text with which the server greeted.
    public var welcome: String { connection.welcome.joined(separator: "\n") }

    /// Whether the server names a feature in its answer to FEAT (RFC 2389), such as `MLST` or `REST`.
    public func supports(_ feature: String) -> Bool { connection.features.has(feature.uppercased()) }

    /// Whether the session still stands, as far as this side knows.
    public var isOpen: Bool { !state.withLock { $0.isClosed } && connection.isActive }

    /// Logs out and closes the connection.
    public func quit() async {
        state.withLock { $0.isClosed = true }
        await connection.quit()
    }

    /// Closes the connection at once.
    public func close() {
        state.withLock { $0.isClosed = true }
        connection.abort()
    }

    // MARK: One thing at a time

    /// Runs `body` as the only thing that the session does, and puts what fails into words of ``FTPError``.
    func exclusively<Result>(_ what: String, _ body: () async throws -> Result) async throws -> Result {
        guard isOpen else { throw FTPError(.transport, "\(what) cannot be sent: the session is closed") }
        let other: String? = state.withLock { state in
            if let occupation = state.occupation { return occupation }
            state.occupation = what
            return nil
        }
        if let other {
            throw FTPError(.protocol, "\(what) has to wait for \(other): a second session can do it at the same time")
        }
        defer { state.withLock { $0.occupation = nil } }
        do {
            return try await withTaskCancellationHandler {
                try Task.checkCancellation()
                return try await body()
            } onCancel: {
                close()
            }
        } catch let error as FTPClientError {
            try Task.checkCancellation()
            throw FTPError(error)
        } catch let error as FTPError {
            try Task.checkCancellation()
            throw error
        } catch let error as Command.UnsafeArgument {
            throw FTPError(.unsafeArgument(error.shown))
        }
    }

    /// Sends a command that needs no data connection, such as `SITE` with `CHMOD 644 name`. Any answer is a result, also a
    /// refusal.
    ///
    /// - Parameter verb: letters, and digits behind the first (`XMD5`).
    public func command(_ verb: String, _ argument: String? = nil) async throws -> FTPReply {
        guard verb.first?.isASCII == true, verb.first?.isLetter == true,
            verb.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else {
            throw FTPError(.protocol, "\(verb.debugDescription) is no command: one is made of letters and digits")
        }
        return try await exclusively(verb) {
            let command =
                if let argument { try Command(verb.uppercased(), argument) } else { Command(verb.uppercased()) }
            // It may move the session elsewhere, or set another type.
            state.withLock { ($0.directory, $0.isText) = (nil, nil) }
            return FTPReply(try await connection.send(command))
        }
    }

    /// Sends a command that has to succeed.
    @discardableResult
    func perform(_ verb: String, _ path: FTPPath? = nil) async throws -> Reply {
        let command = if let path { try Command(verb, bytes: path.bytes) } else { Command(verb) }
        let reply = try await connection.send(command)
        guard reply.isCompletion else { throw FTPClientError.refused(command: command.masked, reply) }
        return reply
    }
}
