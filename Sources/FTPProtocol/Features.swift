/// What a server says it can (FEAT, RFC 2389). Servers lie both ways: a feature is tried, not believed.
package struct Features: Hashable, Sendable {
    /// The features by upper-case name, with the rest of their line; that of a name on several lines is joined by `;`
    /// (`AUTH TLS` and `AUTH SSL`).
    package private(set) var values: [String: String] = [:]

    /// No features known.
    package init() {}

    /// The features of a FEAT reply: each middle line is one, with or without the blank that RFC 2389 wants before it,
    /// and also where the code was repeated (`211-MDTM`). First and last line are headings, unless one begins with the
    /// name of a feature that every server calls alike.
    package init(_ reply: Reply) {
        for (index, line) in reply.lines.enumerated() {
            let feature = Self.withoutCode(line.trimmingBlanks, reply.code)
            let parts = feature.split(separator: " ", maxSplits: 1)
            guard let name = parts.first?.uppercased() else { continue }
            let isHeading = index == 0 || index == reply.lines.count - 1
            if isHeading, !Self.common.contains(String(parts[0])) { continue }
            let value = parts.count > 1 ? String(parts[1].trimmingBlanks) : ""
            values[name] = values[name].map { $0.isEmpty || value.isEmpty ? $0 + value : "\($0);\(value)" } ?? value
        }
    }

    private static func withoutCode(_ line: Substring, _ code: Int) -> Substring {
        line.hasPrefix("\(code)-") || line.hasPrefix("\(code) ") ? line.dropFirst(4).trimmingBlanks : line
    }

    /// Names that no heading begins with.
    private static let common: Set = [
        "AUTH", "EPRT", "EPSV", "MDTM", "MFMT", "MLST", "MLSD", "PBSZ", "PROT", "SIZE", "UTF8",
    ]

    /// Whether the server lists this feature.
    package func has(_ name: String) -> Bool { values[name] != nil }

    /// The words of a feature's value, in upper case: `TLS;TLS-C;SSL;` has three.
    private func words(_ name: String) -> Set<String> {
        Set((values[name] ?? "").uppercased().split { ";, ".contains($0) }.map(String.init))
    }

    /// Whether MLSD is offered: RFC 3659 announces it as MLST; some servers list MLSD itself.
    package var hasMachineListing: Bool { has("MLST") || has("MLSD") }

    /// Whether AUTH TLS is offered (RFC 4217), also by its older name `TLS-C`. IIS lists all ways on one line.
    package var hasTLS: Bool { !words("AUTH").isDisjoint(with: ["TLS", "TLS-C"]) }

    /// Whether a transfer can begin at an offset in bytes (`REST STREAM`, RFC 3659, section 5).
    package var hasRestart: Bool { words("REST").contains("STREAM") }

    /// Whether the server tells the SHA-256 of a file, and by which command: HASH (draft-bryan-ftpext-hash), which has to be
    /// told the algorithm, or the older XSHA256 (Serv-U, ProFTPD's mod_digest).
    package var hashCommand: String? {
        if words("HASH").contains(where: { $0.hasPrefix("SHA-256") }) { return "HASH" }
        return has("XSHA256") ? "XSHA256" : nil
    }

    /// Whether PRET must be sent before PASV (drftpd, glftpd). Pure-FTPd, known by its ESTP, lists it without need.
    package var needsPreTransfer: Bool { has("PRET") && !has("ESTP") }
}

extension StringProtocol {
    /// The text without blanks and tabs at both ends.
    package var trimmingBlanks: SubSequence {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}
