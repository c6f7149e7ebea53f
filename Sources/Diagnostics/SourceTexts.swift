internal import FileTree

/// The texts that diagnostics are about, and the secrets in them: lines for showing come from here, masked.
package struct SourceTexts: Sendable {
    private var files: [String: LineIndex] = [:]
    /// The longest first, so that one which is part of another leaves nothing of it.
    private var secrets: [String] = []

    /// No texts.
    package init() {}

    /// Makes the text of a file known.
    package mutating func add(file: String, text: String) {
        files[file] = LineIndex(text)
    }

    /// Makes a secret known, so that it is shown nowhere. One of three characters or less would make any text
    /// unreadable; it is masked where it stands, but not elsewhere.
    package mutating func add(secret: String) {
        guard secret.count > 3, !secrets.contains(secret) else { return }
        secrets.insert(secret, at: secrets.firstIndex { $0.count < secret.count } ?? secrets.count)
    }

    /// The text of a line, counted from 1; nil where there is none.
    package func line(_ number: Int, of file: String) -> Substring? {
        files[file]?.line(number)
    }

    /// The place of a byte of a file, counted from 0.
    package func position(ofByte offset: Int, in file: String) -> SourcePosition {
        files[file]?.position(ofByte: offset) ?? SourcePosition(line: 1, column: 1)
    }

    /// A text without the known secrets and the passwords of URLs.
    package func masked(_ text: String) -> String {
        secrets.reduce(SecretMask.urls(text)) { $0.contains($1) ? $0.replacing($1, with: "***") : $0 }
    }

    /// A diagnostic without secrets in its texts.
    package func masked(_ diagnostic: Diagnostic) -> Diagnostic {
        var diagnostic = diagnostic
        diagnostic.message = masked(diagnostic.message)
        diagnostic.help = diagnostic.help.map(masked)
        for index in diagnostic.notes.indices {
            diagnostic.notes[index].message = masked(diagnostic.notes[index].message)
            diagnostic.notes[index].excerpt?.hide(secrets)
        }
        diagnostic.excerpt?.hide(secrets)
        return diagnostic
    }

    /// The line at the beginning of a range, for showing; nil where it is not known, blank, or so long that nobody wrote it
    /// by hand.
    package func excerpt(at range: SourceRange?) -> Excerpt? {
        guard let range, let line = line(range.start.line, of: range.file), line.utf8.count <= 4_000,
            line.contains(where: { !$0.isWhitespace })
        else { return nil }
        let end = range.end.line == range.start.line ? range.end.column - 1 : Int.max
        var excerpt = Excerpt(
            line: line, marked: range.start.column - 1..<max(range.start.column, end),
            hidden: SecretMask.ranges(in: String(line)) { self.line(range.start.line - $0, of: range.file) })
        excerpt.hide(secrets)
        return excerpt
    }
}

/// A line of a source for showing: without secrets and control characters, no longer than a screen is wide.
package struct Excerpt: Hashable, Sendable {
    /// The line.
    package private(set) var text: String
    /// What is marked in it, in scalars from its beginning; not empty.
    package private(set) var marked: Range<Int>

    /// How much of a long line is shown.
    private static let width = 160

    init(line: Substring, marked: Range<Int>, hidden: [Range<Int>]) {
        var scalars: [Unicode.Scalar] = []
        var (start, end) = (-1, -1)
        var isHiding = false
        for (offset, scalar) in line.unicodeScalars.enumerated() {
            if offset == marked.lowerBound { start = scalars.count }
            if offset == marked.upperBound { end = scalars.count }
            let isHidden = hidden.contains { $0.contains(offset) }
            if isHidden, !isHiding { scalars += Array("***".unicodeScalars) }
            if !isHidden { scalars.append(scalar == "\t" || !VisibleText.isHidden(scalar) ? scalar : "\u{FFFD}") }
            isHiding = isHidden
        }
        if start < 0 { start = scalars.count }
        if end < 0 { end = scalars.count }
        // Of a long line, the part around its mark.
        let first = scalars.count > Self.width ? max(0, min(start - 40, scalars.count - Self.width)) : 0
        let shown = scalars[first..<min(scalars.count, first + Self.width)]
        text = ""
        text.unicodeScalars.append(contentsOf: shown)
        let from = min(start - first, shown.count)
        self.marked = from..<max(from + 1, min(end - first, shown.count))
    }

    /// Takes known secrets out, wherever they stand.
    mutating func hide(_ secrets: [String]) {
        for secret in secrets where text.contains(secret) {
            // The mark would have to move; a line with a secret in an unexpected place is better not shown at all.
            text = "***"
            marked = 0..<3
        }
    }
}
