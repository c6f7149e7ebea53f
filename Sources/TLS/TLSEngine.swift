internal import COpenSSL
internal import NIOCore

/// One end of an encrypted connection between two buffers: what came from the network goes in, what goes to the
/// network comes out. It does no I/O.
@safe final class TLSEngine {
    /// Which end it is.
    enum Role {
        /// The end that connects, to this host (a name or an address), with the sessions that it may resume.
        case client(host: String, SessionStore)
        /// The end that accepts.
        case server
    }

    /// What reading led to.
    enum ReadResult {
        /// Bytes were added to the buffer.
        case bytes
        /// More has to come from the network first.
        case needsMore
        /// The other side said that nothing more comes.
        case closed
    }

    private let ssl: OpaquePointer
    private let fromNetwork: OpaquePointer
    private let toNetwork: OpaquePointer
    private let context: TLSContext
    private let store: SessionStore?
    private let host: String?
    private let isHostChecked: Bool
    private var lastSession: OpaquePointer?

    /// An end whose handshake has not begun.
    init(_ context: TLSContext, _ role: Role) {
        guard let ssl = unsafe SSL_new(context.pointer), let input = unsafe BIO_new(BIO_s_mem()),
            let output = unsafe BIO_new(BIO_s_mem())
        else { preconditionFailure("OpenSSL has no memory for a connection") }
        unsafe self.ssl = ssl
        unsafe fromNetwork = input
        unsafe toNetwork = output
        self.context = context
        unsafe SSL_set_bio(ssl, input, output)
        switch role {
        case .server:
            store = nil
            host = nil
            isHostChecked = false
            unsafe SSL_set_accept_state(ssl)
        case .client(let host, let store):
            self.store = store
            self.host = host
            unsafe SSL_set_connect_state(ssl)
            isHostChecked = unsafe Self.expect(host, ssl)
            if let session = store.take() { unsafe SSL_set_session(ssl, session.pointer) }
        }
    }

    deinit {
        // A connection that is dropped without close_notify would spoil its session for all later connections.
        unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        unsafe deploy_ssl_free(ssl)
    }

    /// Sets whose certificate is expected; a name (not an address) is also told to the server (SNI).
    /// False where that could not be done.
    private static func expect(_ host: String, _ ssl: OpaquePointer) -> Bool {
        let parameters = unsafe SSL_get0_param(ssl)
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return true }
        OpenSSLErrors.clear()
        unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        // An empty name would mean that every name will do.
        guard !host.isEmpty, unsafe SSL_set1_host(ssl, host) == 1 else { return false }
        return unsafe deploy_ssl_server_name(ssl, host) == 1
    }

    // MARK: Handshake

    /// Goes on with the handshake; true once it is complete and the other side was found to be the right one.
    func handshake() throws(TLSError) -> Bool {
        OpenSSLErrors.clear()
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 {
            if let problem = problem { throw .untrusted(problem) }
            keepNewSession()
            return true
        }
        guard unsafe SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else {
            if unsafe SSL_get_verify_result(ssl) != Int(X509_V_OK), let problem = problem { throw .untrusted(problem) }
            throw .handshakeFailed(OpenSSLErrors.take())
        }
        return false
    }

    /// What is wrong with the server's certificate; nil where nothing is.
    private var problem: CertificateProblem? {
        guard let host else { return nil }
        let certificate = certificate
        switch context.trust {
        case .anybody: return nil
        case .fingerprint(let pinned):
            guard let certificate else { return CertificateProblem(.missing, certificate: nil) }
            return certificate.fingerprint == pinned || certificate.keyFingerprint == pinned
                ? nil : CertificateProblem(.otherFingerprint, certificate: certificate)
        case .system, .file:
            guard let certificate else { return CertificateProblem(.missing, certificate: nil) }
            guard isHostChecked else { return CertificateProblem(.wrongHost(expected: host), certificate: certificate) }
            let result = unsafe SSL_get_verify_result(ssl)
            return CertificateVerdict.reason(result, host: host, certificate, above: culprit).map {
                CertificateProblem($0, certificate: certificate)
            }
        }
    }

    /// The certificate above the other side's at which the verification failed; nil where it failed at its own.
    private var culprit: CertificateSummary? {
        guard let certificate = unsafe deploy_ssl_culprit(ssl) else { return nil }
        defer { unsafe X509_free(certificate) }
        return unsafe CertificateSummary(certificate)
    }

    /// The other side's certificate.
    private var certificate: CertificateSummary? {
        guard let certificate = unsafe deploy_ssl_certificate(ssl) else { return nil }
        defer { unsafe X509_free(certificate) }
        return unsafe CertificateSummary(certificate)
    }

    /// What was agreed on.
    var summary: TLSSummary {
        TLSSummary(
            version: unsafe String(cString: SSL_get_version(ssl)),
            cipher: unsafe String(cString: deploy_ssl_cipher(ssl)),
            isResumed: unsafe SSL_session_reused(ssl) == 1, certificate: certificate)
    }

    /// Whether a session was resumed.
    var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    /// Tickets may come at any time after the handshake; each makes a new session.
    private func keepNewSession() {
        guard let store, let current = unsafe SSL_get_session(ssl), unsafe current != lastSession,
            unsafe SSL_SESSION_is_resumable(current) == 1, let owned = unsafe SSL_get1_session(ssl)
        else { return }
        unsafe lastSession = current
        unsafe store.add(SessionStore.Session(owning: owned))
    }

    // MARK: Bytes

    /// Takes what came from the network.
    func feed(_ buffer: ByteBuffer) {
        unsafe buffer.withUnsafeReadableBytes { bytes in
            _ = unsafe BIO_write(fromNetwork, bytes.baseAddress, Int32(bytes.count))
        }
    }

    /// Deciphers what is there into `buffer`.
    func read(into buffer: inout ByteBuffer) throws(TLSError) -> ReadResult {
        OpenSSLErrors.clear()
        var result: Int32 = 0
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 16_384) { bytes in
            result = unsafe SSL_read(ssl, bytes.baseAddress, Int32(bytes.count))
            return Int(max(result, 0))
        }
        keepNewSession()
        if result > 0 { return .bytes }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .needsMore
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: throw .broken(OpenSSLErrors.take())
        }
    }

    /// Enciphers all of `buffer`.
    func write(_ buffer: ByteBuffer) throws(TLSError) {
        OpenSSLErrors.clear()
        let isDone = unsafe buffer.withUnsafeReadableBytes { bytes in
            var rest = unsafe bytes[...]
            while let count = unsafe rest.isEmpty ? nil : rest.count {
                let result = unsafe SSL_write(ssl, UnsafeRawBufferPointer(rebasing: rest).baseAddress, Int32(count))
                guard result > 0 else { return false }
                unsafe rest = rest.dropFirst(Int(result))
            }
            return true
        }
        guard isDone else { throw .broken(OpenSSLErrors.take()) }
    }

    /// Says that nothing more comes from here (close_notify).
    func shutdown() {
        OpenSSLErrors.clear()
        _ = unsafe SSL_shutdown(ssl)
    }

    /// What goes to the network; nil for nothing.
    func output(_ allocator: ByteBufferAllocator) -> ByteBuffer? {
        let count = unsafe BIO_ctrl_pending(toNetwork)
        guard count > 0 else { return nil }
        var buffer = allocator.buffer(capacity: count)
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            Int(max(unsafe BIO_read(toNetwork, bytes.baseAddress, Int32(bytes.count)), 0))
        }
        return buffer
    }
}

/// What the two sides of an encrypted connection agreed on.
package struct TLSSummary: Hashable, Sendable {
    /// Such as `TLSv1.3`.
    package var version: String
    /// Such as `TLS_AES_256_GCM_SHA384`.
    package var cipher: String
    /// Whether a session was resumed.
    package var isResumed: Bool
    /// The other side's certificate; nil where it showed none.
    package var certificate: CertificateSummary?
}
