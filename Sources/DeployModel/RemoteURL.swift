/// Reads and writes the `remote` of a task: `ftp://user:password@host:port/path`, `ftps://…`, `sftp://…`, `file:///path`,
/// or a path.
package enum RemoteURL {
    /// A location and the password that stood in the URL.
    package struct Parsed: Sendable {
        /// Where it leads. Of a server the encryption and, where the URL names none, the port are still to be decided.
        package var location: TreeLocation
        /// The port that the URL names.
        package var port: Int?
        /// The password of the URL: accepted, but it does not belong into a file.
        package var password: String?
    }

    /// Why a text is no usable remote.
    package struct Problem: Error, Hashable, Sendable {
        /// What is wrong.
        package var message: String
        /// What to do.
        package var help: String?

        /// A problem from its parts.
        package init(message: String, help: String?) {
            self.message = message
            self.help = help
        }
    }

    /// Reads a remote. Paths that are not absolute are seen from `folder`.
    package static func parse(_ text: String, relativeTo folder: String) throws(Problem) -> Parsed {
        guard let colon = text.firstRange(of: "://") else {
            try refuseForgottenScheme(text)
            return Parsed(location: .folder(LocalPath.resolve(text, from: folder)), password: nil)
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        let rest = text[colon.upperBound...]
        if scheme == "file" { return try localFile(rest) }
        guard let known = TreeLocation.Scheme(rawValue: scheme) else {
            throw Problem(
                message: "'\(scheme)://' is not a protocol for deployments",
                help: "write ftp://host/path, ftps://host/path, sftp://host/path or a path")
        }
        return try server(rest, known)
    }

    /// Refuses `user@host/path`, `host:path`, `ftp.host/path` and the like: as the name of a folder they are far less likely than as a URL
    /// whose beginning was forgotten.
    private static func refuseForgottenScheme(_ text: String) throws(Problem) {
        let first = text.prefix { $0 != "/" }
        let isHost = ["ftp.", "ftps.", "sftp.", "www."].contains { first.lowercased().hasPrefix($0) }
        guard first.contains("@") || first.contains(":") || isHost else { return }
        throw Problem(
            message: "it looks like a server but has no protocol",
            help: "write ftp://user@host/path; for a folder of this name ./ in front")
    }

    /// The password in a URL as it is written, where there is one: between the first `:` behind `://` and the last `@`,
    /// because a user's name may hold an `@` and a password anything.
    package static func password(in text: String) -> Substring? {
        guard let scheme = text.firstRange(of: "://"), let at = text.lastIndex(of: "@") else { return nil }
        let rest = text[scheme.upperBound...]
        // As for the URL itself: the last '@' in front of the path counts.
        let authority = rest.prefix { $0 != "/" }
        if let end = authority.lastIndex(of: "@"), let colon = authority.firstIndex(of: ":"), colon < end {
            return text[text.index(after: colon)..<end]
        }
        guard let colon = rest.firstIndex(of: ":"), colon < at else { return nil }
        let password = text[text.index(after: colon)..<at]
        // A port and a path with an '@' in it: ftp://host:2121/a@b
        if password.wholeMatch(of: #/[0-9]{1,5}\/.*/#) != nil { return nil }
        return password
    }

    private static func localFile(_ rest: Substring) throws(Problem) -> Parsed {
        guard let slash = rest.firstIndex(of: "/"), ["", "localhost"].contains(rest[..<slash]),
            let path = decode(rest[slash...])
        else { throw Problem(message: "a file URL is written file:///path", help: nil) }
        return Parsed(location: .folder(LocalPath.resolve(path, from: "/")), password: nil)
    }

    private static func server(_ rest: Substring, _ scheme: TreeLocation.Scheme) throws(Problem) -> Parsed {
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        // User and password may hold "@" and ":" as they are: the last "@" and the first ":" count.
        let at = authority.lastIndex(of: "@")
        let hostPort = at.map { authority[authority.index(after: $0)...] } ?? authority
        var folder = TreeLocation.ServerFolder(scheme: scheme, host: "", port: scheme.defaultPort(.off))
        // The rest of a password with a '/' in it would be taken for host, port and path, and shown as such.
        let behindAt = at == nil && password(in: "://" + rest) != nil
        let port: Int?
        (folder.host, port) = try hostAndPort(hostPort, behindAt: behindAt)
        folder.port = port ?? folder.port
        var password: String?
        if let at {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            folder.user = try decoded(parts[0], "user name")
            password = parts.count > 1 ? try decoded(parts[1], "password") : nil
            if folder.user?.isEmpty == true { folder.user = nil }
        }
        folder.path = try serverPath(rest[slash...])
        return Parsed(location: .server(folder), port: port, password: password)
    }

    private static func hostAndPort(_ text: Substring, behindAt: Bool) throws(Problem) -> (String, Int?) {
        guard !behindAt else {
            throw Problem(
                message: "a '/' stands before the '@'",
                help: "write a '/' in user or password as %2F; better, keep the password in ~/.netrc")
        }
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw Problem(message: "the IPv6 address has no closing ']'", help: "write ftp://[::1]/path")
            }
            guard let address = decode(text[text.index(after: text.startIndex)..<end]), address.contains(":") else {
                throw Problem(message: "in brackets stands no IPv6 address", help: "write ftp://[::1]/path")
            }
            let behind = text[text.index(after: end)...]
            guard behind.isEmpty || behind.first == ":" else {
                throw Problem(message: "'\(behind)' stands behind the IPv6 address", help: "write ftp://[::1]:21/path")
            }
            guard let colon = behind.first, colon == ":" else { return (address.lowercased(), nil) }
            return (address.lowercased(), try portNumber(behind.dropFirst()))
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard port?.contains(":") != true else {
                throw Problem(message: "an IPv6 address stands in brackets", help: "write ftp://[::1]:21/path")
            }
        }
        guard !host.isEmpty else { throw Problem(message: "the URL names no host", help: "write ftp://host/path") }
        guard !host.contains(where: { $0.isWhitespace || "[]%?#".contains($0) }) else {
            throw Problem(message: "'\(host)' cannot be a host", help: "write ftp://host/path")
        }
        guard let port else { return (host.lowercased(), nil) }
        return (host.lowercased(), try portNumber(port))
    }

    private static func portNumber(_ text: Substring) throws(Problem) -> Int {
        // What stands there may be a password whose '@host' was forgotten, so it is not repeated.
        guard text.allSatisfy(\.isNumber), let number = Int(text), (1...65_535).contains(number) else {
            throw Problem(
                message: "what follows the host's ':' is not a port", help: "a port is a number from 1 to 65535")
        }
        return number
    }

    private static func serverPath(_ text: Substring) throws(Problem) -> String {
        var components: [Substring] = []
        let path = try decoded(text, "path")
        for component in path.split(separator: "/") where component != "." {
            guard component != ".." else {
                throw Problem(message: "the path contains '..'", help: "write the path of the folder itself")
            }
            components.append(component)
        }
        return "/" + components.joined(separator: "/")
    }

    private static func decoded(_ text: some StringProtocol, _ part: String) throws(Problem) -> String {
        guard let result = decode(text) else {
            throw Problem(
                message: "in the \(part) a '%' is not followed by two hexadecimal digits, or they are no UTF-8",
                help: "write '%' itself as %25")
        }
        guard !result.contains(where: { $0.isNewline || $0 == "\0" }) else {
            throw Problem(
                message: "the \(part) contains a line break or a NUL", help: "no FTP command can carry that")
        }
        return result
    }

    /// Percent-decoded text; nil for a broken escape or bytes that are not UTF-8.
    package static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    static let userCharacters = Set("-._~!$&'()*+,;=".utf8)
    static let pathCharacters = Set("-._~!$&'()*+,;=:@/".utf8)

    /// `text` with every byte outside letters, digits and `allowed` as `%XX`.
    static func encode(_ text: String, allowed: Set<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || allowed.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
