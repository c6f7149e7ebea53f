/// Where a tree lies: in a server's folder, by URL, in a folder of this machine, or in a target that a program brings.
package enum TreeLocation: Hashable, Sendable, Codable {
    /// A folder on a server.
    case server(ServerFolder)
    /// A folder of this machine, by absolute path.
    case folder(String)
    /// A target of the program that uses the library, by its name.
    case custom(String)

    /// The protocol that a server is spoken to with: the scheme of its URL.
    package enum Scheme: String, Sendable, Hashable, Codable {
        case ftp, ftps, sftp

        /// The port where the URL names none.
        package func defaultPort(_ tls: TLSMode) -> Int { self == .sftp ? 22 : tls == .implicit ? 990 : 21 }
    }

    /// A server and a folder on it.
    package struct ServerFolder: Hashable, Sendable, Codable {
        /// The protocol.
        package var scheme: Scheme
        /// Whether and how the connection is encrypted; off for SFTP, which has its own encryption.
        package var tls: TLSMode
        /// The host: a name, an IPv4 address, or an IPv6 address without brackets.
        package var host: String
        /// The port of the control connection.
        package var port: Int
        /// The user, if the URL names one.
        package var user: String?
        /// The absolute path on the server, beginning with `/`, without a trailing one unless it is the root.
        package var path: String

        /// A folder on a server.
        package init(
            scheme: Scheme = .ftp, tls: TLSMode = .off, host: String, port: Int = 21, user: String? = nil,
            path: String = "/"
        ) {
            self.scheme = scheme
            self.tls = tls
            self.host = host
            self.port = port
            self.user = user
            self.path = path
        }

        /// Whether the server is this machine, as far as its name tells.
        package var isOnThisMachine: Bool {
            host == "localhost" || host == "::1" || host.hasPrefix("127.")
        }

        /// Host and port, as messages name them.
        package var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// The location as a URL or path, without any password.
    package var description: String {
        switch self {
        case .folder(let path): return path
        case .custom(let name): return "target '\(name)'"
        case .server(let folder):
            let user = folder.user.map { "\(RemoteURL.encode($0, allowed: RemoteURL.userCharacters))@" } ?? ""
            let host = folder.host.contains(":") ? "[\(folder.host)]" : folder.host
            // An implicit port is always written, because it is what makes the connection an implicit one.
            let isUsual = folder.port == folder.scheme.defaultPort(.off)
            let path = RemoteURL.encode(folder.path, allowed: RemoteURL.pathCharacters)
            return "\(folder.scheme.rawValue)://\(user)\(host)\(isUsual ? "" : ":\(folder.port)")\(path)"
        }
    }
}

extension TreeLocation: CustomStringConvertible {}
