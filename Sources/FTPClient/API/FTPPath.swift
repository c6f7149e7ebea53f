/// A path or a name on a server, as the bytes that go over the wire. Most servers take them for UTF-8, some do not know
/// what they are: the bytes of a listing are kept exactly.
public struct FTPPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The bytes.
    public let bytes: [UInt8]

    /// The path of this text in UTF-8.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// The path of these bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The path of this text in UTF-8.
    public init(stringLiteral text: String) { self.init(text) }

    /// What lies below this folder under a name.
    public func appending(_ name: FTPPath) -> FTPPath {
        let slash = UInt8(ascii: "/")
        return FTPPath(bytes: (bytes.last == slash || bytes.isEmpty ? bytes : bytes + [slash]) + name.bytes)
    }

    /// Whether it begins with a slash, so that the working directory does not matter.
    public var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

    /// The text, with marks in place of what is no UTF-8.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
