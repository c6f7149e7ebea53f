internal import FTPProtocol

/// One name in a directory, as the server lists it. The name is safe: no slash, no `..`, no control character.
public struct FTPEntry: Hashable, Sendable {
    /// What a name is.
    public enum Kind: Hashable, Sendable {
        case file, directory
        /// A symbolic link; the target where the server tells it.
        case link(target: String?)
        /// Something else, in the server's words.
        case other(String)
    }

    /// The name alone, without the directory.
    public let name: FTPPath
    /// What it is.
    public let kind: Kind
    /// Bytes; nil where the server does not say.
    public let size: Int64?
    /// When it changed, in seconds since the epoch, UTC; nil where the server does not say. Listings in the form of
    /// `ls -l` are exact to the minute or the day, and in the server's time zone.
    public let modified: Int64?
    /// Permission bits such as 0o644; nil where the server does not say.
    public let permissions: UInt16?

    init(_ row: ListedEntry) {
        name = FTPPath(bytes: row.name)
        size = row.size
        modified = row.modified
        permissions = row.mode
        kind =
            switch row.kind {
            case .file: .file
            case .folder, .selfOrParent: .directory
            case .link(let target): .link(target: target)
            case .other(let word): .other(word)
            }
    }
}
