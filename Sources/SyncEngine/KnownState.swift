/// What this machine remembers of a remote's state since its last run there. Only a help: what is on the remote counts.
package struct KnownState: Hashable, Sendable {
    /// The token under which the state lay.
    package var token: String
    /// The manifest as it was written, packed; nil where only the token is known.
    package var manifest: [UInt8]?

    /// A memory from its parts; nil where `token` could not be one.
    package init?(token: String, manifest: [UInt8]?) {
        guard StateLayout.isToken(token) else { return nil }
        self.token = token
        self.manifest = manifest
    }
}
