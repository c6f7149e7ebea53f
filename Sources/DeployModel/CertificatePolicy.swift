/// Whom an encrypted connection trusts, and what it shows of itself.
package struct CertificatePolicy: Hashable, Sendable, Codable {
    /// What a server's certificate is held against.
    package enum Trust: Hashable, Sendable, Codable {
        /// The certificate authorities of this system.
        case system
        /// The certificates in this PEM file, by absolute path.
        case file(String)
        /// This digest, of the certificate or of its public key.
        case fingerprint(Fingerprint)
        /// Nothing.
        case anybody
    }

    /// What a server's certificate is held against.
    package var trust: Trust
    /// The name that the certificate has to be for; nil for the host of the URL.
    package var serverName: String?
    /// The PEM file with the client's certificate, by absolute path; nil for none.
    package var certificate: String?
    /// The PEM file with its key, by absolute path; nil where it is in the same file.
    package var key: String?

    /// A policy from its parts.
    package init(trust: Trust = .system, serverName: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.trust = trust
        self.serverName = serverName
        self.certificate = certificate
        self.key = key
    }
}
