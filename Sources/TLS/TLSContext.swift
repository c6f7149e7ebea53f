internal import COpenSSL

/// What all encrypted connections of one kind share: keys, certificates, versions.
@safe package final class TLSContext: Sendable {
    /// Whom a client trusts.
    package enum Trust: Hashable, Sendable {
        /// The certificate authorities of this system.
        case system
        /// The certificates in a PEM file, and nobody else.
        case file(String)
        /// A server whose certificate or public key has this SHA-256 digest (64 lower-case hexadecimal digits), whoever
        /// signed it.
        case fingerprint(String)
        /// Everybody: the connection is encrypted, but perhaps to the wrong server.
        case anybody
    }

    /// A certificate with its key, in PEM files.
    package struct Identity: Hashable, Sendable {
        /// The file with the certificate, and behind it the ones that it was signed with.
        package var certificateFile: String
        /// The file with the private key, without a passphrase; may be the same file.
        package var keyFile: String

        /// An identity from its files.
        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    // Safe to share: OpenSSL counts references atomically and the context is not changed once it is made.
    nonisolated(unsafe) let pointer: OpaquePointer
    // Written once, before the context is shared.
    private nonisolated(unsafe) var pin: UnsafeMutableRawPointer?
    /// Whom connections of a client trust.
    package let trust: Trust

    /// A context for clients.
    ///
    /// - Throws: ``TLSError/unusableFile(path:reason:)``.
    package init(trust: Trust, identity: Identity? = nil) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw .handshakeFailed("OpenSSL cannot be set up: \(OpenSSLErrors.take())")
        }
        unsafe pointer = context
        self.trust = trust
        unsafe deploy_ssl_versions(context)
        unsafe deploy_ssl_client_modes(context)
        unsafe deploy_ssl_groups(context)
        switch trust {
        case .system:
            unsafe deploy_ssl_verify_chain(context)
            unsafe SSL_CTX_set_default_verify_paths(context)
        case .file(let path):
            unsafe deploy_ssl_verify_chain(context)
            OpenSSLErrors.clear()
            guard unsafe SSL_CTX_load_verify_locations(context, path, nil) == 1 else {
                throw .unusableFile(path: path, reason: OpenSSLErrors.take())
            }
        case .fingerprint(let digits):
            let pin = unsafe Self.bytes(digits)
            unsafe deploy_ssl_verify_pin(context, pin)
            unsafe self.pin = pin
        case .anybody: unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        }
        if let identity { try unsafe Self.use(identity, context) }
    }

    /// A context for a server.
    ///
    /// - Throws: ``TLSError/unusableFile(path:reason:)``.
    package init(serverIdentity identity: Identity) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw .handshakeFailed("OpenSSL cannot be set up: \(OpenSSLErrors.take())")
        }
        unsafe pointer = context
        trust = .anybody
        unsafe deploy_ssl_versions(context)
        unsafe deploy_ssl_server_modes(context)
        // Without a name for their kind, sessions are not resumed.
        unsafe SSL_CTX_set_session_id_context(context, "deploy", 6)
        try unsafe Self.use(identity, context)
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
        unsafe pin?.deallocate()
    }

    /// The bytes behind hexadecimal digits, where OpenSSL finds them as long as the context lives.
    private static func bytes(_ digits: String) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 1)
        var rest = digits[...]
        for index in 0..<32 {
            unsafe memory.storeBytes(of: UInt8(rest.prefix(2), radix: 16) ?? 0, toByteOffset: index, as: UInt8.self)
            rest = rest.dropFirst(2)
        }
        return unsafe memory
    }

    private static func use(_ identity: Identity, _ context: OpaquePointer) throws(TLSError) {
        OpenSSLErrors.clear()
        // Nobody is asked for a passphrase: a key that needs one is refused.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        guard unsafe SSL_CTX_use_certificate_chain_file(context, identity.certificateFile) == 1 else {
            throw .unusableFile(path: identity.certificateFile, reason: OpenSSLErrors.take())
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, identity.keyFile, SSL_FILETYPE_PEM) == 1,
            unsafe SSL_CTX_check_private_key(context) == 1
        else { throw .unusableFile(path: identity.keyFile, reason: OpenSSLErrors.take()) }
    }

    /// A server's context with the same certificate and sessions of its own: what one connection began, no other can
    /// resume.
    package func withOwnSessions() throws(TLSError) -> TLSContext { try TLSContext(copying: self) }

    private init(copying original: TLSContext) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()),
            let certificate = unsafe SSL_CTX_get0_certificate(original.pointer),
            let key = unsafe SSL_CTX_get0_privatekey(original.pointer)
        else { throw .handshakeFailed("OpenSSL cannot be set up: \(OpenSSLErrors.take())") }
        unsafe pointer = context
        trust = .anybody
        unsafe deploy_ssl_versions(context)
        unsafe deploy_ssl_server_modes(context)
        unsafe SSL_CTX_set_session_id_context(context, "deploy", 6)
        unsafe SSL_CTX_use_certificate(context, certificate)
        unsafe SSL_CTX_use_PrivateKey(context, key)
        unsafe deploy_ssl_copy_chain(context, original.pointer)
    }
}
