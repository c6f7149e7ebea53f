package import TLS

/// Whether and how a session is encrypted (RFC 4217). It never falls back to clear text.
public enum FTPSecurity: Hashable, Sendable {
    /// Not at all: everybody on the way can read the password.
    case none
    /// AUTH TLS on the normal port.
    case explicitTLS(FTPTrust = .system)
    /// TLS from the first byte, by custom on port 990.
    case implicitTLS(FTPTrust = .system)

    /// The port that goes with it.
    var defaultPort: Int { if case .implicitTLS = self { 990 } else { 21 } }

    func encryption(host: String) throws(TLSError) -> Encryption? {
        switch self {
        case .none: nil
        case .explicitTLS(let trust):
            Encryption(isImplicit: false, context: try TLSContext(trust: trust.trust), serverName: host)
        case .implicitTLS(let trust):
            Encryption(isImplicit: true, context: try TLSContext(trust: trust.trust), serverName: host)
        }
    }
}

/// Which servers an encrypted session trusts.
public struct FTPTrust: Hashable, Sendable {
    /// What the connection is told.
    package let trust: TLSContext.Trust

    /// Those with a certificate for their name from an authority that this system trusts.
    public static let system = FTPTrust(trust: .system)

    /// Those with a certificate for their name from an authority in this PEM file.
    public static func authorities(inFile path: String) -> FTPTrust { FTPTrust(trust: .file(path)) }

    /// The one whose certificate, or its public key, has this SHA-256 fingerprint: 64 hexadecimal digits, colons and case
    /// do not matter.
    public static func fingerprint(_ digits: String) -> FTPTrust {
        FTPTrust(trust: .fingerprint(digits.lowercased().filter { $0 != ":" }))
    }

    /// Everybody. The connection is encrypted, but perhaps to somebody in between.
    public static let anybody = FTPTrust(trust: .anybody)
}
