/// How many columns of a terminal a text takes.
package enum DisplayWidth {
    /// The columns of a text without control characters: 2 for the wide characters of East Asia and for emoji, 0 for marks
    /// that stand on the one before. As the C library's wcwidth, or more.
    ///
    /// Source: Unicode's EastAsianWidth (W and F), in its large blocks.
    package static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

    /// The longest beginning of a text that takes no more than so many columns.
    package static func prefix(_ text: String, columns: Int) -> Substring {
        var used = 0
        let end = text.firstIndex { character in
            used += of(character)
            return used > columns
        }
        return text[..<(end ?? text.endIndex)]
    }

    /// The sum over its parts, as most terminals have it. Some draw emoji that are joined as one; too much is not too wide.
    private static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        let width = scalars.reduce(0) { $0 + of($1) }
        // U+FE0F asks for the picture of a character that has a narrow form as well.
        return scalars.contains { $0.value == 0xFE0F } ? max(2, width) : width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return 1
        }
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x26A1...0x26A1, 0x2705...0x2705,
        0x274C...0x274C, 0x2753...0x2755, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2E80...0x303E, 0x3041...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18DFF, 0x1B000...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F19A,
        0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA,
        0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440,
        0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A,
        0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC,
        0x1F6D0...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0,
        0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
