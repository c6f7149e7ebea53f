/// The SHA-256 digest by which a server's certificate or public key is known.
package struct Fingerprint: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let digits: String

    /// A fingerprint as people write it: 64 hexadecimal digits in any case, pairs may be separated by colons or blanks,
    /// `SHA256:` may stand in front. Nil for anything else.
    package init?(_ text: String) {
        var rest = text.lowercased()[...]
        if rest.hasPrefix("sha256:") { rest = rest.dropFirst(7) }
        let digits = rest.filter { $0 != ":" && $0 != " " }
        guard digits.utf8.count == 64,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.digits = digits
    }

    /// The usual way of writing it: pairs of upper-case digits with colons between.
    package var description: String {
        var text = ""
        for (index, digit) in digits.uppercased().enumerated() {
            if index > 0, index.isMultiple(of: 2) { text.append(":") }
            text.append(digit)
        }
        return text
    }
}
