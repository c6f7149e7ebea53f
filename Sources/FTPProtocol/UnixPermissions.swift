/// The first field of a row of `ls -l`: type and permissions, `drwxr-sr-t`.
struct UnixPermissions: Hashable, Sendable {
    /// The letter of the type: `-` file, `d` folder, `l` link, `b` and `c` devices, `p` pipe, `s` socket, `D` door.
    let type: Character
    /// The permission bits with setuid, setgid and sticky.
    let mode: UInt16

    /// Nil for other text. Behind the ten letters may stand the mark of an access list (`+`), a security context (`.`)
    /// or extended attributes (`@`), and a link count that had no room.
    init?(_ text: String) {
        let letters = Array(text.unicodeScalars.prefix(10))
        let rest = text.unicodeScalars.dropFirst(10)
        let count = rest.drop { "+.@".unicodeScalars.contains($0) }
        guard letters.count == 10, "-dlbcpsDPCMn".unicodeScalars.contains(letters[0]),
            letters.dropFirst().allSatisfy({ "-rwxsStTlL".unicodeScalars.contains($0) }), rest.count - count.count <= 1,
            count.isEmpty || String(count).isDigits
        else { return nil }
        type = Character(letters[0])
        mode = letters.dropFirst().enumerated().reduce(0) { $0 | Self.bits($1.element, at: $1.offset) }
    }

    /// The bits of the letter at a place from 0 (the owner's `r`) to 8 (the others' `x`).
    private static func bits(_ letter: Unicode.Scalar, at index: Int) -> UInt16 {
        let bit = UInt16(1) << UInt16(8 - index)
        let special: UInt16 = index == 2 ? 0o4000 : index == 5 ? 0o2000 : index == 8 ? 0o1000 : 0
        return switch letter {
        case "r", "w", "x": bit
        case "s", "t": bit | special
        case "S", "T": special
        default: 0
        }
    }
}
