/// An absolute path as a server's client sees it: components of bytes below the root that it may see.
package struct VirtualPath: Hashable, Sendable {
    /// The components; none for the root. None is empty, `.` or `..`, or contains `/` or NUL.
    package let components: [[UInt8]]

    /// The root.
    package static let root = VirtualPath(components: [])

    private init(components: [[UInt8]]) { self.components = components }

    /// `argument` seen from this folder. `..` above the root stays at the root, as in a file system; nil for NUL.
    package func resolving(_ argument: [UInt8]) -> VirtualPath? {
        guard !argument.contains(0) else { return nil }
        var result = argument.first == UInt8(ascii: "/") ? [] : components
        for component in argument.split(separator: UInt8(ascii: "/")) {
            switch Array(component) {
            case [0x2E]: continue
            case [0x2E, 0x2E]: _ = result.popLast()
            case let name: result.append(name)
            }
        }
        return VirtualPath(components: result)
    }

    /// The bytes without the leading slash; empty for the root.
    package var relativeBytes: [UInt8] { Array(components.joined(separator: [UInt8(ascii: "/")])) }

    /// The path as text, beginning with `/`.
    package var text: String { "/" + String(decoding: relativeBytes, as: UTF8.self) }
}
