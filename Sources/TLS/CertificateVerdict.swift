internal import COpenSSL

/// OpenSSL's verdict on a certificate, as one of the reasons that people know.
enum CertificateVerdict {
    /// The reason behind a verification result; nil for a good certificate. `culprit` is the certificate above the server's
    /// own at which the verification failed, nil where it failed at that one.
    static func reason(
        _ result: Int, host: String, _ certificate: CertificateSummary, above culprit: CertificateSummary?
    ) -> CertificateProblem.Reason? {
        switch Int32(result) {
        case X509_V_OK: nil
        case X509_V_ERR_CERT_HAS_EXPIRED where culprit != nil:
            .issuerExpired(culprit?.subject ?? "", culprit?.validUntil ?? 0)
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired(certificate.validUntil)
        case X509_V_ERR_CERT_NOT_YET_VALID where culprit == nil: .notYetValid(certificate.validFrom)
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .wrongHost(expected: host)
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: .selfSigned
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            .unknownIssuer
        default: .other(unsafe String(cString: X509_verify_cert_error_string(result)))
        }
    }
}

extension CertificateSummary {
    /// What a certificate says of itself.
    @unsafe init(_ certificate: OpaquePointer) {
        var names = [CChar](repeating: 0, count: 1_024)
        unsafe deploy_x509_names(certificate, &names, names.count)
        var key: UnsafeMutablePointer<UInt8>?
        let keyLength = unsafe deploy_x509_public_key(certificate, &key)
        var whole: UnsafeMutablePointer<UInt8>?
        let wholeLength = unsafe i2d_X509(certificate, &whole)
        defer {
            unsafe deploy_free(key)
            unsafe deploy_free(whole)
        }
        self.init(
            subject: unsafe Self.text(X509_get_subject_name(certificate)),
            issuer: unsafe Self.text(X509_get_issuer_name(certificate)),
            names: String(decoding: names.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
            validFrom: unsafe deploy_asn1_seconds(X509_get0_notBefore(certificate)),
            validUntil: unsafe deploy_asn1_seconds(X509_get0_notAfter(certificate)),
            fingerprint: SHA256.hex(
                of: unsafe Array(UnsafeBufferPointer(start: whole, count: Int(max(wholeLength, 0))))),
            keyFingerprint: SHA256.hex(of: unsafe Array(UnsafeBufferPointer(start: key, count: Int(max(keyLength, 0)))))
        )
    }

    /// A distinguished name in one line, such as `CN = ftp.example.com`.
    @unsafe private static func text(_ name: OpaquePointer?) -> String {
        guard let name = unsafe name, let memory = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(memory) }
        unsafe deploy_x509_name_line(memory, name)
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = unsafe BIO_read(memory, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(count, 0))), as: UTF8.self)
    }
}
