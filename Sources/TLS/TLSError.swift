/// What went wrong with an encrypted connection.
package enum TLSError: Error, Hashable, Sendable {
    /// Certificate or key files that cannot be used: the file, and why.
    case unusableFile(path: String, reason: String)
    /// The two sides did not come to an agreement: OpenSSL's reason, or the alert that the other side sent.
    case handshakeFailed(String)
    /// The server is not, or cannot be shown to be, the one that is meant.
    case untrusted(CertificateProblem)
    /// Encrypted bytes that make no sense, after the handshake.
    case broken(String)
    /// The connection ended without the close_notify that says that nothing is missing (RFC 8446, section 6.1).
    case truncated
}

/// Why a server's certificate is not taken.
package struct CertificateProblem: Hashable, Sendable {
    /// The kind of problem.
    package enum Reason: Hashable, Sendable {
        /// It ended its validity, in seconds since the epoch, UTC.
        case expired(Int64)
        /// The authority that signed it, by its subject, ended its validity, in seconds since the epoch, UTC.
        case issuerExpired(String, Int64)
        /// Its validity has not begun, in seconds since the epoch, UTC.
        case notYetValid(Int64)
        /// It is for other names.
        case wrongHost(expected: String)
        /// It is signed by itself and nobody else.
        case selfSigned
        /// Whoever signed it is not known here.
        case unknownIssuer
        /// It is not the one that is pinned.
        case otherFingerprint
        /// The server showed none.
        case missing
        /// Anything else, in OpenSSL's words.
        case other(String)
    }

    /// What is wrong.
    package var reason: Reason
    /// The certificate, where there is one.
    package var certificate: CertificateSummary?

    /// A problem with a certificate.
    package init(_ reason: Reason, certificate: CertificateSummary?) {
        self.reason = reason
        self.certificate = certificate
    }
}

/// What people want to know of a certificate.
package struct CertificateSummary: Hashable, Sendable {
    /// Whom it names: OpenSSL's one-line form, such as `CN = ftp.example.com`.
    package var subject: String
    /// Who signed it.
    package var issuer: String
    /// The DNS names and addresses that it is for.
    package var names: String
    /// Seconds since the epoch, UTC.
    package var validFrom: Int64
    /// Seconds since the epoch, UTC.
    package var validUntil: Int64
    /// SHA-256 of the certificate (DER), 64 lower-case hexadecimal digits.
    package var fingerprint: String
    /// SHA-256 of its public key (DER of SubjectPublicKeyInfo), in the same form.
    package var keyFingerprint: String
}
