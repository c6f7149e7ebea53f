/// A place in a text file, as editors count it.
package struct SourcePosition: Hashable, Sendable, Comparable, Codable {
    /// Line, from 1.
    package var line: Int
    /// Column in characters (Unicode code points), from 1.
    package var column: Int

    /// A position from its line and column, both from 1.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Order of reading: by line, then by column.
    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of a text file: from `start` up to, but not including, `end`.
package struct SourceRange: Hashable, Sendable, Codable {
    /// The file as the user named it or as it was found.
    package var file: String
    /// Where it begins.
    package var start: SourcePosition
    /// Behind its last character.
    package var end: SourcePosition

    /// The first place of a file, for what belongs to the file as a whole.
    package static func start(of file: String) -> SourceRange {
        let start = SourcePosition(line: 1, column: 1)
        return SourceRange(file: file, start: start, end: start)
    }

    /// A range of `file` from `start` up to `end`.
    package init(file: String, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = end
    }
}
