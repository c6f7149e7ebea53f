/// One line of an ignore file, with the meaning that git gives it (gitignore(5)).
package struct IgnorePattern: Hashable, Sendable {
    /// Whether it takes back (`!`).
    package let isNegated: Bool
    private let foldersOnly: Bool
    /// Without a `/` in it (but at its end) a pattern is about names at any depth.
    private let isName: Bool
    /// nil where the pattern can never match.
    private let glob: PathGlob?

    /// The pattern in a line without its line end; nil for an empty line and a comment.
    package init?(_ line: String) {
        var bytes = Self.trimmed(Array(line.utf8)[...])
        guard let first = bytes.first, first != UInt8(ascii: "#") else { return nil }
        isNegated = first == UInt8(ascii: "!")
        if isNegated { bytes = bytes.dropFirst() }
        foldersOnly = bytes.last == UInt8(ascii: "/")
        if foldersOnly { bytes = bytes.dropLast() }
        isName = !bytes.contains(UInt8(ascii: "/"))
        if bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
        glob = PathGlob(bytes)
    }

    /// Blanks at the end do not count, but for one behind a `\`.
    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\") {
                // A lone backslash at the end keeps everything before it, as in git.
                guard index + 1 < line.endIndex else { return line }
                index += 2
                end = index
            } else {
                index += 1
                if line[index - 1] != UInt8(ascii: " ") { end = index }
            }
        }
        return line[..<end]
    }

    /// Whether the pattern is about this path; what lies above it is not looked at.
    package func matches(_ path: RelativePath, kind: FileKind) -> Bool {
        if foldersOnly, kind != .folder { return false }
        return glob?.matches(isName ? path.nameBytes : path.bytes[...]) ?? false
    }
}
