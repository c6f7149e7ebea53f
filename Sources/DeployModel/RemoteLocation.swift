/// Where a deployment goes: a server's folder by URL, or a folder of this machine.
package enum RemoteLocation: Hashable, Sendable, Codable {
    /// A folder on an FTP server.
    case ftp(ServerFolder)
    /// A folder of this machine, by absolute path.
    case folder(String)

    /// A server and a folder on it.
    package struct ServerFolder: Hashable, Sendable, Codable {
        /// The host: a name, an IPv4 address, or an IPv6 address without brackets.
        package var host: String
        /// The port of the control connection.
        package var port: Int
        /// The user, if the URL names one.
        package var user: String?
        /// The absolute path on the server, beginning with `/`, without a trailing one unless it is the root.
        package var path: String

        /// A folder on a server.
        package init(host: String, port: Int = 21, user: String? = nil, path: String = "/") {
            self.host = host
            self.port = port
            self.user = user
            self.path = path
        }
    }

    /// The location as a URL or path, without any password.
    package var description: String {
        switch self {
        case .folder(let path): return path
        case .ftp(let folder):
            let user = folder.user.map { "\(RemoteURL.encode($0, allowed: RemoteURL.userCharacters))@" } ?? ""
            let host = folder.host.contains(":") ? "[\(folder.host)]" : folder.host
            let port = folder.port == 21 ? "" : ":\(folder.port)"
            return "ftp://\(user)\(host)\(port)\(RemoteURL.encode(folder.path, allowed: RemoteURL.pathCharacters))"
        }
    }
}

extension RemoteLocation: CustomStringConvertible {}
