/// Reads and writes the `remote` of a task: `ftp://user:password@host:port/path`, `file:///path`, or a path.
package enum RemoteURL {
    /// A location and the password that stood in the URL.
    package struct Parsed: Sendable {
        /// Where it leads.
        package var location: RemoteLocation
        /// The password of the URL: accepted, but it does not belong into a file.
        package var password: String?
    }

    /// Why a text is no usable remote.
    package struct Problem: Error, Hashable, Sendable {
        /// What is wrong.
        package var message: String
        /// What to do.
        package var help: String?
    }

    /// Reads a remote. Paths that are not absolute are seen from `folder`.
    package static func parse(_ text: String, relativeTo folder: String) throws(Problem) -> Parsed {
        guard let colon = text.firstRange(of: "://") else {
            return Parsed(location: .folder(LocalPath.resolve(text, from: folder)), password: nil)
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        let rest = text[colon.upperBound...]
        switch scheme {
        case "ftp": return try server(rest, text)
        case "file": return try localFile(rest)
        case "ftps", "ftpes", "sftp":
            throw Problem(
                message: "'\(scheme)://' is not supported yet",
                help: "this version deploys by ftp:// and to folders of this machine")
        default:
            throw Problem(
                message: "'\(scheme)://' is not a protocol for deployments", help: "write ftp://host/path or a path")
        }
    }

    private static func localFile(_ rest: Substring) throws(Problem) -> Parsed {
        guard let slash = rest.firstIndex(of: "/"), ["", "localhost"].contains(rest[..<slash]),
            let path = decode(rest[slash...])
        else { throw Problem(message: "a file URL is written file:///path", help: nil) }
        return Parsed(location: .folder(LocalPath.resolve(path, from: "/")), password: nil)
    }

    private static func server(_ rest: Substring, _ text: String) throws(Problem) -> Parsed {
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        // User and password may hold "@" and ":" as they are: the last "@" and the first ":" count.
        let at = authority.lastIndex(of: "@")
        let hostPort = at.map { authority[authority.index(after: $0)...] } ?? authority
        var folder = RemoteLocation.ServerFolder(host: "")
        // The rest of a password with a '/' in it would be taken for host, port and path, and shown as such.
        let behindAt = at == nil && authority.contains(":") && rest[slash...].contains("@")
        (folder.host, folder.port) = try hostAndPort(hostPort, behindAt: behindAt)
        var password: String?
        if let at {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            folder.user = try decoded(parts[0], "user name")
            password = parts.count > 1 ? try decoded(parts[1], "password") : nil
            if folder.user?.isEmpty == true { folder.user = nil }
        }
        folder.path = try serverPath(rest[slash...])
        return Parsed(location: .ftp(folder), password: password)
    }

    private static func hostAndPort(_ text: Substring, behindAt: Bool) throws(Problem) -> (String, Int) {
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
            host = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...]
            if behind.first == ":" { port = behind.dropFirst() }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
            throw Problem(message: "the URL names no host", help: "write ftp://host/path")
        }
        guard let port else { return (host.lowercased(), 21) }
        guard let number = Int(port), (1...65_535).contains(number) else {
            throw Problem(message: "'\(port)' is not a port", help: "a port is a number from 1 to 65535")
        }
        return (host.lowercased(), number)
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
        guard let result = decode(text), !result.contains(where: { $0.isNewline || $0 == "\0" }) else {
            throw Problem(
                message: "the \(part) contains a '%' that is not followed by two hexadecimal digits, or a line break",
                help: "write '%' itself as %25")
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
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
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
