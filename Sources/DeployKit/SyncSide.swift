internal import Credentials
internal import DeployModel
public import FTPClient
internal import TLS

/// Where one side of a synchronization is.
public struct SyncSide: Sendable {
    enum Place: Sendable {
        case location(TreeLocation, Secret?, CertificatePolicy)
        case custom(any SyncTarget)
    }

    let place: Place

    /// A folder of this machine; `~` is the home folder, and a relative path is seen from the current one.
    public static func folder(_ path: String) -> SyncSide {
        SyncSide(place: .location(.folder(path), nil, CertificatePolicy()))
    }

    /// A folder on an FTP server, by its absolute path there.
    ///
    /// - Parameters:
    ///   - port: nil for the usual one.
    ///   - user: nil logs in as `anonymous`.
    ///   - security: how the connection is encrypted.
    public static func ftp(
        _ host: String, path: String = "/", port: Int? = nil, user: String? = nil, password: String? = nil,
        security: FTPSecurity = .explicitTLS()
    ) -> SyncSide {
        let (tls, trust): (TLSMode, FTPTrust) =
            switch security {
            case .none: (.off, .system)
            case .explicitTLS(let trust): (.require, trust)
            case .implicitTLS(let trust): (.implicit, trust)
            }
        let scheme: TreeLocation.Scheme = tls == .off ? .ftp : .ftps
        let folder = TreeLocation.ServerFolder(
            scheme: scheme, tls: tls, host: host, port: port ?? scheme.defaultPort(tls), user: user ?? "anonymous",
            path: path.hasPrefix("/") ? path : "/\(path)")
        return SyncSide(
            place: .location(
                .server(folder), Secret(password ?? "anonymous@"), CertificatePolicy(trust: trust.policy)))
    }

    /// A target that the program brings along.
    public static func custom(_ target: any SyncTarget) -> SyncSide { SyncSide(place: .custom(target)) }
}

extension FTPTrust {
    fileprivate var policy: CertificatePolicy.Trust {
        switch trust {
        case .system: .system
        case .file(let path): .file(path)
        // What is no fingerprint is no certificate's.
        case .fingerprint(let digits): Fingerprint(digits).map(CertificatePolicy.Trust.fingerprint) ?? .system
        case .anybody: .anybody
        }
    }
}
