/// A path below the root of a tree: components joined by `/`, without leading or trailing slash.
///
/// Names are bytes, as in the file system and in FTP; they are shown as UTF-8. No component is empty, `.` or
/// `..`, and none contains `/` or NUL, so joining such a path to a root cannot leave the root by its spelling.
package struct RelativePath: Hashable, Sendable, Comparable {
    /// The bytes, with `/` between components; empty for the root itself.
    package let bytes: [UInt8]

    /// The root of the tree.
    package static let root = RelativePath(unchecked: [])

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// A path from its bytes; nil where a component is empty, `.`, `..` or contains NUL. Empty bytes are the root.
    package init?(bytes: [UInt8]) {
        if !bytes.isEmpty {
            for component in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            where !Self.isName(component) { return nil }
        }
        self.bytes = bytes
    }

    /// A path from text in UTF-8; nil as for ``init(bytes:)``.
    package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

    private static func isName(_ name: some Collection<UInt8>) -> Bool {
        !name.isEmpty && !name.elementsEqual([0x2E]) && !name.elementsEqual([0x2E, 0x2E])
            && !name.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }

    /// Whether this is the root.
    package var isRoot: Bool { bytes.isEmpty }

    /// The path as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The last component's bytes; empty for the root.
    package var nameBytes: ArraySlice<UInt8> {
        bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    }

    /// The last component as text; empty for the root.
    package var name: String { String(decoding: nameBytes, as: UTF8.self) }

    /// The number of components; 0 for the root.
    package var depth: Int { isRoot ? 0 : bytes.count { $0 == UInt8(ascii: "/") } + 1 }

    /// The folder that holds this path; nil for the root.
    package var parent: RelativePath? {
        if isRoot { return nil }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return RelativePath(unchecked: Array(bytes[..<slash]))
    }

    /// All folders above this path but the root, the highest first.
    package var ancestors: [RelativePath] {
        var result: [RelativePath] = []
        var next = parent
        while let folder = next, !folder.isRoot {
            result.append(folder)
            next = folder.parent
        }
        return result.reversed()
    }

    /// This path with one more component; nil where `name` is not a possible name.
    package func appending(nameBytes name: some Collection<UInt8>) -> RelativePath? {
        guard Self.isName(name) else { return nil }
        return RelativePath(unchecked: isRoot ? Array(name) : bytes + [UInt8(ascii: "/")] + name)
    }

    /// This path with one more component; nil where `name` is not a possible name.
    package func appending(_ name: String) -> RelativePath? { appending(nameBytes: Array(name.utf8)) }

    /// `other` seen from this folder.
    package func joining(_ other: RelativePath) -> RelativePath {
        if isRoot { return other }
        if other.isRoot { return self }
        return RelativePath(unchecked: bytes + [UInt8(ascii: "/")] + other.bytes)
    }

    /// Whether this path is `folder` or lies below it.
    package func isWithin(_ folder: RelativePath) -> Bool {
        if folder.isRoot || self == folder { return true }
        return bytes.count > folder.bytes.count && bytes[folder.bytes.count] == UInt8(ascii: "/")
            && bytes.starts(with: folder.bytes)
    }

    /// Whether a byte of it is a control character (C0 or DEL), which no line-based protocol can carry safely.
    package var hasControlCharacters: Bool { bytes.contains { $0 < 0x20 || $0 == 0x7F } }

    /// Order by bytes, so that it is the same on every machine.
    package static func < (left: RelativePath, right: RelativePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension RelativePath: CustomStringConvertible {
    /// The path as a person reads it: control characters escaped, `.` for the root.
    package var description: String { isRoot ? "." : VisibleText.escaping(text) }
}

extension RelativePath: Codable {
    /// A path from its text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = RelativePath(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no relative path")
        }
        self = path
    }

    /// The path's text; bytes that are not UTF-8 become U+FFFD.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
