package import Foundation

/// A folder that lives as long as this object.
package final class TemporaryFolder: Sendable {
    /// Its path, without a trailing slash.
    package let path: String

    /// A new, empty folder.
    package init() throws {
        path = "/tmp/deploy-test-\(UUID().uuidString.prefix(13).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path below the folder.
    package func at(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes a folder below, with those above it.
    @discardableResult
    package func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: at(name), withIntermediateDirectories: true)
        return at(name)
    }

    /// Writes a file below, with the folders above it.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    /// Writes a file below, with the folders above it.
    @discardableResult
    package func write(_ name: String, _ data: Data) throws -> String {
        let path = at(name)
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The text of a file below; nil if it is not there.
    package func text(_ name: String) -> String? { try? String(contentsOfFile: at(name), encoding: .utf8) }
}
