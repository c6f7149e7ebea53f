/// Reads a whole file by its absolute path: how pure code is handed the files that a project file names.
package typealias FileAccess = (_ path: String) throws(UnreadableFile) -> [UInt8]

/// Why a file cannot be read.
package struct UnreadableFile: Error, Hashable, Sendable {
    /// Why, in words that follow "cannot be read: ".
    package var reason: String

    /// A reason.
    package init(_ reason: String) { self.reason = reason }
}
