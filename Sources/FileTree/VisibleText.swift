/// Text from outside (names, server replies) made safe to show.
package enum VisibleText {
    /// `text` with control characters, line separators and direction overrides written as `\u{…}`, so that it can
    /// neither move a terminal's cursor nor begin a line of its own. What GitHub Actions would take for a command is written
    /// so as well: `::name::` behind nothing but blanks, and `##[name]` anywhere in a line.
    ///
    /// Source: for the commands, the runner's ActionCommand (TryParseV2, TryParse).
    package static func escaping(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isHidden($0) || $0 == ":" || $0 == "[" }) else { return text }
        var result = ""
        var isAtStart = true
        for scalar in text.unicodeScalars {
            // By scalars, because a mark that joins the next character could hide it from a search by characters.
            let isCommand =
                scalar == ":" && isAtStart
                && text.unicodeScalars.drop { $0.properties.isWhitespace }.starts(with: "::".unicodeScalars)
                || scalar == "[" && result.utf8.suffix(2).elementsEqual("##".utf8)
            isAtStart = isAtStart && scalar.properties.isWhitespace
            if isCommand || isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether a character would move a terminal's cursor, end a line, or turn its direction.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
