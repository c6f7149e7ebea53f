internal import COpenSSL
internal import Synchronization

/// The sessions that a control connection's TLS offers for resuming. Servers that want data connections to resume
/// the control connection's session (vsftpd, ProFTPD, FileZilla Server) want this very connection's: each control
/// connection has a store of its own.
package final class SessionStore: Sendable {
    /// One session; freed with its last holder.
    @safe final class Session: Sendable {
        // OpenSSL counts references atomically; a session is not changed once it is made.
        nonisolated(unsafe) let pointer: OpaquePointer

        /// Takes over a reference.
        init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

        deinit { unsafe SSL_SESSION_free(pointer) }

        /// Whether it is a ticket of TLS 1.3, to be used once (RFC 8446, appendix C.4).
        var isSingleUse: Bool { unsafe SSL_SESSION_get_protocol_version(pointer) >= TLS1_3_VERSION }
    }

    private static let limit = 16
    private let sessions = Mutex<[Session]>([])

    /// An empty store.
    package init() {}

    /// Keeps a session; the oldest is dropped where there are too many.
    func add(_ session: Session) {
        sessions.withLock { list in
            if !session.isSingleUse { list = [] }
            list.append(session)
            if list.count > Self.limit { list.removeFirst() }
        }
    }

    /// The newest session for a new connection. A ticket of TLS 1.3 is given out once, but for the last one: a server
    /// that sends too few must not be met with a full handshake, which some refuse and vsftpd 3.0.3 crashes on.
    func take() -> Session? {
        sessions.withLock { list in
            guard let newest = list.last else { return nil }
            if newest.isSingleUse, list.count > 1 { list.removeLast() }
            return newest
        }
    }

    /// How many sessions are there.
    package var count: Int { sessions.withLock { $0.count } }
}
