/// Whether a file is named by its content, as build tools name assets (`app.3f2a1b9c.js`, `index-DiwrgTda.css`): then a
/// new version has another name, and pages that a visitor still has open ask for the old one.
package enum HashedName {
    /// Whether a part of the base name looks like a hash: eight or more letters and digits, hexadecimal with both, or with
    /// capitals and small letters mixed.
    package static func isOne(_ name: String) -> Bool {
        let parts = name.split(whereSeparator: { ".-_".contains($0) })
        // The last one is the ending.
        return parts.count > 1 && parts.dropLast().contains(where: isHash)
    }

    private static func isHash(_ part: Substring) -> Bool {
        guard part.count >= 8, part.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return false }
        let digits = part.count(where: \.isNumber)
        let capitals = part.count(where: \.isUppercase)
        let small = part.count(where: \.isLowercase)
        if part.allSatisfy(\.isHexDigit), digits > 0, digits < part.count, capitals == 0 || small == 0 { return true }
        return capitals > 0 && small > 0 && (digits > 0 || capitals > 1)
    }
}
