package import TLS

/// How a session is encrypted.
package struct Encryption: Sendable {
    /// Whether the connection begins encrypted (implicit) or becomes so by AUTH TLS (explicit, RFC 4217).
    package var isImplicit: Bool
    /// Keys and trust.
    package var context: TLSContext
    /// Whose certificate is expected: a name or an address.
    package var serverName: String

    /// Encryption from its parts.
    package init(isImplicit: Bool, context: TLSContext, serverName: String) {
        self.isImplicit = isImplicit
        self.context = context
        self.serverName = serverName
    }
}
