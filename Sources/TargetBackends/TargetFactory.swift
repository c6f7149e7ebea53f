package import Credentials
package import DeployModel
internal import FTPClient
package import Logging
package import SyncTargets

/// Makes the target that a location names: the only place that knows both sides.
package struct TargetFactory: Sendable {
    private let search: LoginSearch
    private let logger: Logger
    private let clock: @Sendable () -> Int64

    /// A factory that finds log-ins with `search`; `clock` gives seconds since the epoch, UTC.
    package init(search: LoginSearch, logger: Logger, clock: @escaping @Sendable () -> Int64) {
        self.search = search
        self.logger = logger
        self.clock = clock
    }

    /// The target for a location. Nothing is connected yet.
    ///
    /// - Parameter password: the one that stood in the URL.
    /// - Throws: ``TargetError`` where no log-in is found.
    package func target(
        for location: RemoteLocation, password: Secret?, connections: Int, timeout: Int
    ) throws -> any SyncTarget {
        switch location {
        case .folder(let path): return LocalTarget(path: path, followsLinks: false)
        case .server(let folder):
            guard folder.scheme != .sftp, folder.tls == .off else {
                throw TargetError(
                    .refused, "\(location): this version deploys by plain ftp:// and to folders of this machine",
                    help: "TLS and SFTP are still to come; nothing was sent, least of all a password in clear text")
            }
            let login = try login(for: folder, password: password)
            logger.info("logging in as \(login.user) (from \(login.origin))")
            let options = ConnectionOptions(
                host: folder.host, port: folder.port, login: login, timeout: timeout, logger: logger)
            return FTPTarget(folder, options: options, connections: connections, clock: clock)
        }
    }

    private func login(for folder: RemoteLocation.ServerFolder, password: Secret?) throws -> Login {
        do {
            return try search.find(LoginSearch.Query(host: folder.host, user: folder.user, password: password))
        } catch {
            switch error {
            case .noPassword(let user, let host, let searched):
                throw TargetError(
                    .loginFailed,
                    "no password for \(user) at \(host): looked in \(searched.joined(separator: ", "))",
                    help: "add 'machine \(host) login \(user) password …' to ~/.netrc (chmod 600)")
            case .unusable(let reason):
                throw TargetError(.loginFailed, reason, help: "mend the line, or take it out")
            }
        }
    }
}
