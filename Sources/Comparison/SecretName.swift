internal import FileTree

/// What a file's name says about secrets in it: what should not come onto a web server by mistake.
package enum SecretName {
    /// How much a name tells.
    package enum Suspicion: Hashable, Sendable {
        /// The name says enough; what it is, in words.
        case certain(String)
        /// Files of this name may be harmless, only the content tells; what it would be.
        case possible(String)
    }

    private static let settings = "settings with passwords"
    private static let key = "a private key"
    private static let passwords = "a file of passwords"
    private static let dump = "a dump of a database"

    /// Examples of settings, made to be given away.
    private static let examples: Set<Substring> = ["example", "sample", "template", "dist", "defaults"]
    private static let keyStores = [".p12", ".pfx", ".ppk", ".jks", ".keystore", ".kdbx"]
    private static let packedDumps = [".sql.gz", ".sql.bz2", ".sql.xz", ".sql.zst", ".sql.zip", ".dump"]
    private static let passwordFiles: Set = [".netrc", ".pgpass", ".my.cnf", ".git-credentials"]

    /// The suspicion that a base name raises; nil for an ordinary one.
    package static func suspicion(of name: String) -> Suspicion? {
        let name = name.lowercased()
        if name == ".env" || name.hasPrefix(".env.") || name == ".envrc" {
            let isExample = name.split(separator: ".").last.map(examples.contains) ?? false
            return isExample ? nil : .certain(settings)
        }
        if passwordFiles.contains(name) { return .certain(passwords) }
        if keyStores.contains(where: name.hasSuffix) { return .certain(key) }
        if packedDumps.contains(where: name.hasSuffix) { return .certain(dump) }
        if name.hasSuffix(".pem") || name.hasSuffix(".key") || name.hasPrefix("id_") && !name.hasSuffix(".pub") {
            return .possible(key)
        }
        return name.hasSuffix(".sql") ? .possible(dump) : nil
    }

    /// Whether the beginning of a file is one of a secret: of a private key, or of a dump as the usual programs write it.
    package static func isSecret(_ beginning: [UInt8]) -> Bool {
        let text = String(decoding: beginning, as: UTF8.self).lowercased()
        return signs.contains(where: text.contains)
    }

    private static let signs = [
        "private key-----", "-- mysql dump", "-- mariadb dump", "-- phpmyadmin sql dump", "-- adminer ",
        "-- postgresql database dump", "pragma foreign_keys=off;\nbegin transaction",
    ]
}
