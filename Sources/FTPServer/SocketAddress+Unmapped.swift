internal import NIOCore

extension SocketAddress {
    /// The IPv4 address that a socket of IPv6 shows as `::ffff:192.0.2.1` (RFC 4291, section 2.5.5.2); every other
    /// address as it is.
    var unmapped: SocketAddress {
        let prefix = "::ffff:"
        guard let text = ipAddress, text.hasPrefix(prefix), text.contains("."), let port,
            let plain = try? SocketAddress(ipAddress: String(text.dropFirst(prefix.count)), port: port)
        else { return self }
        return plain
    }
}
