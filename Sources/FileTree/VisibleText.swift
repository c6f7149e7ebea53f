/// Text from outside (names, server replies) made safe to show.
package enum VisibleText {
    /// `text` with control characters, line separators and direction overrides written as `\u{…}`, so that it can
    /// neither move a terminal's cursor nor begin a line of its own; what GitHub Actions would take for a command is no
    /// longer one.
    package static func escaping(_ text: String) -> String {
        let text = withoutCommands(text)
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `text` without the beginnings of GitHub's commands: `::name::` behind nothing but blanks, and `##[name]` anywhere in
    /// a line.
    ///
    /// Source: the runner's ActionCommand (TryParseV2, TryParse).
    private static func withoutCommands(_ text: String) -> String {
        var text = text
        if text.utf8.contains(UInt8(ascii: "#")), text.contains("##[") {
            text = text.replacing("##[", with: "##\\u{5b}")
        }
        guard let start = text.firstIndex(where: { !$0.isWhitespace }), text[start...].hasPrefix("::") else {
            return text
        }
        return text[..<start] + "\\u{3a}" + text[text.index(after: start)...]
    }

    /// Whether a character would move a terminal's cursor, end a line, or turn its direction.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
