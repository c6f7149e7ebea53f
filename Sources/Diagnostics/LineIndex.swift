/// A text and where its lines begin. Lines end as YAML 1.1 and libyaml's marks have it: at LF, CR, CR LF, NEL, LS and PS.
struct LineIndex: Sendable {
    private let text: String
    private var starts: [String.Index]

    init(_ text: String) {
        self.text = text
        starts = [text.startIndex]
        let bytes = text.utf8
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let length = Self.breakLength(bytes[index...])
            index = bytes.index(index, offsetBy: max(1, length))
            if length > 0 { starts.append(index) }
        }
    }

    /// How many bytes the line break has that begins here; 0 where none does.
    private static func breakLength(_ bytes: Substring.UTF8View) -> Int {
        guard let first = bytes.first else { return 0 }
        switch first {
        case 0x0A: return 1
        case 0x0D: return bytes.dropFirst().first == 0x0A ? 2 : 1
        case 0xC2: return bytes.dropFirst().first == 0x85 ? 2 : 0
        case 0xE2: return bytes.starts(with: [0xE2, 0x80, 0xA8]) || bytes.starts(with: [0xE2, 0x80, 0xA9]) ? 3 : 0
        default: return 0
        }
    }

    /// A line without its end, counted from 1; nil where there is none.
    func line(_ number: Int) -> Substring? {
        guard starts.indices.contains(number - 1) else { return nil }
        let start = starts[number - 1]
        let end = number < starts.count ? starts[number] : text.endIndex
        var line = text.unicodeScalars[start..<end]
        while let last = line.last, ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(last) { line.removeLast() }
        return Substring(line)
    }

    /// The place of a byte, counted from 0.
    func position(ofByte offset: Int) -> SourcePosition {
        let index = text.utf8.index(text.startIndex, offsetBy: min(offset, text.utf8.count))
        let line = starts.lastIndex { $0 <= index } ?? 0
        let column = text.unicodeScalars.distance(from: starts[line], to: index) + 1
        return SourcePosition(line: line + 1, column: column)
    }
}
