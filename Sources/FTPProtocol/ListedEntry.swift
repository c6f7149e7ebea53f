/// One row of a listing, before its name is trusted.
package struct ListedEntry: Hashable, Sendable {
    /// What a row says the name is.
    package enum Kind: Hashable, Sendable {
        case file, folder
        /// The listed folder itself or its parent.
        case selfOrParent
        /// A symbolic link, with its target where the row tells it.
        case link(target: String?)
        /// Anything else.
        case other(String)
    }

    /// The name's bytes as the server sent them.
    package var name: [UInt8]
    /// What it is.
    package var kind: Kind
    /// Bytes; nil where the row does not say.
    package var size: Int64?
    /// Seconds since the epoch, UTC; nil where the row does not say.
    package var modified: Int64?
    /// How exact `modified` is, in seconds: 1, 60 or 86,400.
    package var precision: Int64
    /// Permission bits; nil where the row does not say.
    package var mode: UInt16?

    /// A row from its parts.
    package init(
        name: [UInt8], kind: Kind, size: Int64? = nil, modified: Int64? = nil, precision: Int64 = 1,
        mode: UInt16? = nil
    ) {
        self.name = name
        self.kind = kind
        self.size = size
        self.modified = modified
        self.precision = precision
        self.mode = mode
    }

    /// Whether the name could be a name below the listed folder: not empty, no `.`/`..`, no slash, no control
    /// character. A server's row may be hostile.
    package var hasSafeName: Bool {
        !name.isEmpty && name != [0x2E] && name != [0x2E, 0x2E]
            && !name.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7F }
    }
}
