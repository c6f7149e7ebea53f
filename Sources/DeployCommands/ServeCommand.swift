internal import ArgumentParser
internal import Credentials
internal import FTPServer
internal import LocalFiles
internal import Logging
internal import NIOCore
internal import Presentation
internal import TLS

/// `deploy serve DIR`: a server on this machine.
struct ServeCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a folder by FTP: to rehearse a deployment, to test, to share.",
        discussion: """
            Without --user and --anonymous a password for the user 'deploy' is made up and printed.
            Ends with Ctrl-C.
            """)

    @Argument(help: "The folder to serve.", completion: .directory)
    var folder: String

    @Option(help: "The address to listen on; 0.0.0.0 lets other machines in.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 2121

    @Option(help: "The name to log in with.")
    var user: String?

    @Option(help: "The password to log in with.")
    var password: String?

    @Flag(help: "Let everybody in, to read.")
    var anonymous = false

    @Flag(help: "With --anonymous: let everybody write as well.")
    var write = false

    @Option(help: "A PEM file with a certificate: sessions are encrypted.")
    var tlsCert: String?

    @Option(help: "The PEM file with the certificate's key, where it is not in the same file.")
    var tlsKey: String?

    @Option(help: "With --tls-cert: require (AUTH TLS), optional (clear text too), or implicit (from the first byte).")
    var tls: TLSChoice = .require

    @Flag(help: "With --tls-cert: data connections must resume their control connection's TLS session.")
    var requireTlsReuse = false

    /// When sessions are encrypted.
    enum TLSChoice: String, ExpressibleByArgument, CaseIterable { case require, optional, implicit }

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (user == nil) != (password == nil) { throw ValidationError("--user and --password go together") }
        if tlsCert == nil, tlsKey != nil || requireTlsReuse || tls != .require {
            throw ValidationError("the options about TLS need --tls-cert")
        }
        if write, !anonymous { throw ValidationError("--write belongs to --anonymous") }
        if !(0...65_535).contains(port) { throw ValidationError("--port must be from 0 to 65535") }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let root: RootedFolder
        do {
            root = try RootedFolder(path: folder)
        } catch {
            throw UsageError(message: "\(folder) cannot be served: \(error.reason)")
        }
        let login = login
        let authorizer = FolderAuthorizer(
            root: root, login: login, anonymous: anonymous ? (write ? .write : .read) : .none)
        var logger = Logger(label: "serve") { _ in
            DialogueLog(style: context.errorStyle(colour: output.color), write: context.err)
        }
        let verbosity = output.given ?? .changes
        logger.logLevel =
            verbosity >= .dialogue ? .trace : verbosity >= .server ? .debug : verbosity >= .changes ? .info : .error
        let encryption = try encryption()
        let server: EmbeddedServer
        do {
            server = try await EmbeddedServer(
                authorizer: authorizer,
                settings: ServerSettings(host: host, port: port, encryption: encryption, logger: logger))
        } catch {
            let reason =
                (error as? IOError).map { SystemError("bind", host, number: $0.errnoCode).reason } ?? "\(error)"
            throw UsageError(
                message: "\(host) port \(port) cannot be used: \(reason)",
                help: "another program may use the port; --port 0 takes a free one")
        }
        context.out(announcement(login, port: server.port))
        try await server.run()
        return .success
    }

    private func encryption() throws -> ServerEncryption? {
        guard let tlsCert else { return nil }
        let mode: ServerEncryption.Mode =
            switch tls {
            case .require: .required
            case .optional: .optional
            case .implicit: .implicit
            }
        let identity = TLSContext.Identity(certificateFile: tlsCert, keyFile: tlsKey ?? tlsCert)
        let context: TLSContext
        do throws(TLSError) {
            context = try TLSContext(serverIdentity: identity)
        } catch {
            var (path, reason) = (tlsCert, "\(error)")
            if case .unusableFile(let file, let why) = error { (path, reason) = (file, why) }
            throw UsageError(
                message: "\(path) cannot be used: \(reason)",
                help: "it must be a PEM file; the key must have no passphrase")
        }
        return ServerEncryption(context: context, mode: mode, requiresReuse: requireTlsReuse)
    }

    private var login: (user: String, password: Secret)? {
        if let user, let password { return (user, Secret(password)) }
        return anonymous ? nil : ("deploy", Secret(String(RandomID.next().prefix(12))))
    }

    private func announcement(_ login: (user: String, password: Secret)?, port: Int) -> String {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        let credentials = login.map { login in
            // A password that the user chose is known to the user; only the made-up one has to be told.
            password == nil ? "\(login.user):\(login.password.revealed)@" : "\(login.user)@"
        }
        return
            "Serving \(folder) at \(tlsCert == nil ? "ftp" : "ftps")://\(credentials ?? "")\(shownHost):\(port)/ – Ctrl-C ends it\n"
    }
}
