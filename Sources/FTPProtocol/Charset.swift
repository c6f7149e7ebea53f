/// A way to write names in bytes. The single-byte ones give each of the 256 bytes a character and no two the same one,
/// so no name is lost by going one way and back.
package enum Charset: String, Hashable, Sendable, CaseIterable {
    /// Bytes as they are, which should be UTF-8 (RFC 2640).
    case utf8 = "utf-8"
    /// ISO/IEC 8859-1 with the control characters 80 to 9F.
    case latin1 = "iso-8859-1"
    /// ISO/IEC 8859-15: with the euro sign.
    case latin9 = "iso-8859-15"
    /// Microsoft's code page of Western Europe, in the form of the WHATWG.
    case windows1252 = "windows-1252"

    /// The one that a name means, as Python's codecs know them (`UTF8`, `latin-1`, `cp1252` …), in any case, with `-`,
    /// `_` or blanks; nil for one that is not supported.
    package init?(named name: String) {
        let key = name.lowercased().filter { !"-_ ".contains($0) }
        switch key {
        case "utf8", "u8", "utf", "cp65001": self = .utf8
        case "latin1", "latin", "l1", "iso88591", "88591", "8859", "cp819": self = .latin1
        case "latin9", "l9", "iso885915", "885915": self = .latin9
        case "cp1252", "windows1252", "1252": self = .windows1252
        default: return nil
        }
    }

    /// Bytes of this charset in UTF-8; those of ``utf8`` as they are, whatever they are.
    package func decode(_ bytes: [UInt8]) -> [UInt8] {
        if self == .utf8 || bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(special[byte] ?? UInt16(byte)) ?? "\u{FFFD}") }
        return Array(String(text).utf8)
    }

    /// UTF-8 in bytes of this charset; nil where it has no such character, or where the bytes are not UTF-8. All bytes
    /// can be written in ``utf8``.
    package func encode(_ bytes: [UInt8]) -> [UInt8]? {
        if self == .utf8 || bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                result.append(UInt8(scalar.value))
            } else if let byte = special.first(where: { $0.value == scalar.value })?.key {
                result.append(byte)
            } else if scalar.value < 0x100, special[UInt8(scalar.value)] == nil {
                result.append(UInt8(scalar.value))
            } else {
                return nil
            }
        }
        return result
    }

    /// The bytes whose character is not the one of the same number.
    private var special: [UInt8: UInt16] {
        switch self {
        case .utf8, .latin1: [:]
        case .latin9: Self.specialLatin9
        case .windows1252: Self.specialWindows1252
        }
    }

    /// ISO/IEC 8859-15.
    private static let specialLatin9: [UInt8: UInt16] = [
        0xA4: 0x20AC, 0xA6: 0x160, 0xA8: 0x161, 0xB4: 0x17D, 0xB8: 0x17E, 0xBC: 0x152, 0xBD: 0x153, 0xBE: 0x178,
    ]

    /// WHATWG Encoding, windows-1252: 81, 8D, 8F, 90 and 9D, which Microsoft leaves empty, are the control characters
    /// of the same number.
    private static let specialWindows1252: [UInt8: UInt16] = [
        0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021, 0x88: 0x2C6,
        0x89: 0x2030, 0x8A: 0x160, 0x8B: 0x2039, 0x8C: 0x152, 0x8E: 0x17D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C,
        0x94: 0x201D, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014, 0x98: 0x2DC, 0x99: 0x2122, 0x9A: 0x161, 0x9B: 0x203A,
        0x9C: 0x153, 0x9E: 0x17E, 0x9F: 0x178,
    ]
}
