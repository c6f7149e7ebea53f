/// The characters of URLs, as bytes (RFC 3986, section 2 and appendix A).
enum URLCharacters {
    /// What may stand in a path as it is (`pchar` and `/`), besides letters and digits.
    static let path = Set("-._~!$&'()*+,;=:@/".utf8)
    /// What may stand in a query as it is, besides letters and digits.
    static let query = path.union("?".utf8)

    /// Whether a byte is `ALPHA`.
    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    /// Whether a byte is `DIGIT`.
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// `text` with every byte that may not stand there as `%XX`. Escapes stay as they are; a `%` that begins none
    /// becomes `%25`.
    static func encode(_ text: Substring, allowed: Set<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isEscape = byte == UInt8(ascii: "%") && isHexPair(bytes.dropFirst(index + 1).prefix(2))
            if isEscape || isLetter(byte) || isDigit(byte) || allowed.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isHexPair(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == 2
            && bytes.allSatisfy { isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
    }
}
