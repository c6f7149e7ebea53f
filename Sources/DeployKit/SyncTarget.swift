/// One side of a synchronization that a program brings along: any tree of files that can be listed, read and changed.
///
/// Paths are relative to the root, with `/` between names; the root itself is the empty path. Every method may be called
/// from several tasks at once. What it throws ends the run, with its description as the reason; ``SyncTargetError`` tells
/// more. ``TargetConformance`` says whether a target does what is expected of it.
public protocol SyncTarget: Sendable {
    /// The target as messages call it, without any secret.
    var name: String { get }

    /// Makes sure that the target can be reached. Throws ``SyncTargetError`` of the kind `notFound` where there is no root.
    func open() async throws

    /// What lies in a folder: each entry with its name alone. Throws `notFound` where there is no such folder.
    func list(_ folder: String) async throws -> [SyncEntry]

    /// Reads a file from the beginning to the end, and hands it on piece by piece.
    func read(_ path: String, _ consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws

    /// Stores what `stream` hands on as a file of this name; one that is there is replaced. Returns what the target has
    /// then.
    func write(_ path: String, _ stream: SyncStream) async throws -> SyncEntry

    /// Makes a folder. That it exists already is no failure.
    func createFolder(_ path: String) async throws

    /// Renames a file in one step; one that has the new name is replaced.
    func rename(_ path: String, to newPath: String) async throws

    /// Deletes a file. That it is gone already is no failure.
    func deleteFile(_ path: String) async throws

    /// Deletes an empty folder; throws if it is not empty. That it is gone already is no failure.
    func deleteFolder(_ path: String) async throws

    /// Sets when a file last changed, in seconds since the epoch, UTC. Returns false where the target cannot.
    func setModified(_ path: String, _ seconds: Double) async throws -> Bool

    /// Ends what was begun with ``open()``.
    func close() async
}

/// Hands on a file's content from the beginning to the end, piece by piece.
public typealias SyncStream =
    @Sendable (_ consume: @Sendable (ArraySlice<UInt8>) async throws -> Void) async throws -> Void

extension SyncTarget {
    /// Nothing to do.
    public func open() async throws {}
    /// Nothing to do.
    public func close() async {}
    /// Not possible.
    public func setModified(_ path: String, _ seconds: Double) async throws -> Bool { false }
}

/// One name in a folder.
public struct SyncEntry: Hashable, Sendable {
    /// What a name is.
    public enum Kind: Hashable, Sendable {
        case file, folder
        /// A link that was not followed, or something else that takes no part.
        case other
    }

    /// The name alone, without the folder.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Length in bytes; nil for folders and where nobody knows.
    public var size: Int64?
    /// When it changed, in seconds since the epoch, UTC; nil where nobody knows. A value with a fraction counts as exact to
    /// the nanosecond.
    public var modified: Double?

    /// An entry from its parts.
    public init(name: String, kind: Kind, size: Int64? = nil, modified: Double? = nil) {
        self.name = name
        self.kind = kind
        self.size = size
        self.modified = modified
    }
}

/// Why a target did not do what it was asked.
public struct SyncTargetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Kind: Hashable, Sendable {
        /// There is nothing of this name.
        case notFound
        /// A permission is missing.
        case denied
        /// There is no room.
        case full
        /// The target cannot be reached.
        case unreachable
        /// Anything else.
        case refused
    }

    /// The kind of failure.
    public let kind: Kind
    /// What happened, without a final full stop.
    public let description: String

    /// An error with its message.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
