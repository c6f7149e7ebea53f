internal import ArgumentParser
internal import Credentials
internal import FTPServer
internal import LocalFiles
internal import Logging
internal import Presentation

/// `deploy serve DIR`: a server on this machine.
struct ServeCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a folder by FTP: to rehearse a deployment, to test, to share.",
        discussion: """
            Without --user and --anonymous a password for the user 'deploy' is made up and printed.
            Ends with Ctrl-C.
            """)

    @Argument(help: "The folder to serve.")
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

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (user == nil) != (password == nil) { throw ValidationError("--user and --password go together") }
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
            DialogueLog(style: context.errorStyle(noColour: output.color == false), write: context.err)
        }
        let verbosity = output.given ?? .changes
        logger.logLevel =
            verbosity >= .dialogue ? .trace : verbosity >= .server ? .debug : verbosity >= .changes ? .info : .error
        let server: EmbeddedServer
        do {
            server = try await EmbeddedServer(
                authorizer: authorizer, settings: ServerSettings(host: host, port: port, logger: logger))
        } catch {
            throw UsageError(
                message: "\(host) port \(port) cannot be used: \(error)",
                help: "another program may use the port; --port 0 takes a free one")
        }
        context.out(announcement(login, port: server.port))
        try await server.run()
        return .success
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
        return "Serving \(folder) at ftp://\(credentials ?? "")\(shownHost):\(port)/ – Ctrl-C ends it\n"
    }
}
