internal import FileTree
internal import NIOCore

/// The URL of something on the web, checked, so that it can stand in a request head as it is (RFC 9110, section 4.2).
package struct WebURL: Hashable, Sendable {
    /// How it is asked for.
    package enum Scheme: String, Hashable, Sendable {
        /// In clear text.
        case http
        /// Encrypted.
        case https

        /// The port that needs not be written.
        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// How it is asked for.
    package let scheme: Scheme
    /// The host: a name in lower case, or an address; an IPv6 address without brackets.
    package let host: String
    /// The port, 1 to 65535.
    package let port: Int
    private let path: String
    private let query: String?

    /// Reads a URL. What may not stand in a path or a query is percent-encoded, `.` and `..` are resolved, and the
    /// fragment is dropped.
    ///
    /// - Throws: ``WebError`` of the code `invalidURL`: no web URL, a user or password in it, control characters, or no
    ///   usable host or port.
    package init(_ text: String) throws(WebError) {
        do throws(Problem) {
            try self.init(Self.parts(text))
        } catch {
            throw WebError(
                .invalidURL, "'\(Self.shown(text))' cannot be asked for: \(error.reason)", help: error.help)
        }
    }

    /// What a reference in the answer of this URL means (RFC 3986, section 5).
    ///
    /// - Throws: ``WebError`` of the code `invalidURL`, as for a whole URL.
    package func resolving(_ reference: String) throws(WebError) -> WebURL {
        do throws(Problem) {
            return try WebURL(Self.parts(reference).resolved(against: parts))
        } catch {
            throw WebError(
                .invalidURL, "'\(Self.shown(reference))' cannot be asked for: \(error.reason)", help: error.help)
        }
    }

    /// Host and port as the `Host` header holds them (RFC 9110, section 7.2).
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }

    /// The host as certificates and SNI name it: without the root's dot (RFC 6066, section 3).
    var certificateName: String { host.hasSuffix(".") ? String(host.dropLast()) : host }

    /// Path and query as the request line holds them (RFC 9112, section 3.2.1).
    package var target: String { query.map { "\(path)?\($0)" } ?? path }

    // MARK: Reading

    private struct Problem: Error {
        let reason: String
        var help: String?

        init(_ reason: String, help: String? = nil) {
            self.reason = reason
            self.help = help
        }
    }

    private var parts: URIReference {
        URIReference(
            scheme: scheme.rawValue[...], authority: authority[...], path: path[...], query: query.map { $0[...] })
    }

    private static func parts(_ text: String) throws(Problem) -> URIReference {
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Problem("it holds a line break or another control character")
        }
        return URIReference(text)
    }

    private init(_ parts: URIReference) throws(Problem) {
        guard let scheme = parts.scheme.flatMap({ Scheme(rawValue: $0.lowercased()) }) else {
            throw Problem("it begins with neither https:// nor http://", help: "write https://host/path")
        }
        let authority = parts.authority ?? ""
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw Problem(
                "it holds a user or a password", help: "leave them out; a header 'Authorization' can log in")
        }
        self.scheme = scheme
        let (host, port) = try Self.hostAndPort(authority)
        self.host = host
        self.port = port ?? scheme.defaultPort
        let path = URLCharacters.encode(
            URIReference.removingDotSegments(parts.path), allowed: URLCharacters.path)
        self.path = path.isEmpty ? "/" : path
        query = parts.query.map { URLCharacters.encode($0, allowed: URLCharacters.query) }
    }

    private static func hostAndPort(_ authority: Substring) throws(Problem) -> (String, Int?) {
        if authority.utf8.first == UInt8(ascii: "[") {
            guard let end = authority.utf8.firstIndex(of: UInt8(ascii: "]")),
                case let address = authority[..<end].dropFirst().lowercased(),
                case .v6? = try? SocketAddress(ipAddress: address, port: 0)
            else { throw Problem("in its brackets stands no IPv6 address", help: "write https://[::1]/path") }
            return (address, try port(authority[end...].dropFirst()))
        }
        let end = authority.utf8.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        let host = authority[..<end].lowercased()
        guard !host.isEmpty else { throw Problem("it names no host", help: "write https://host/path") }
        guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw Problem("its host has letters beyond ASCII", help: "write the name in its ASCII form (xn--…)")
        }
        guard host.utf8.allSatisfy(isHostCharacter) else {
            throw Problem("its host is no name and no address", help: "write https://host/path")
        }
        return (host, try port(authority[end...]))
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        URLCharacters.isLetter(byte) || URLCharacters.isDigit(byte) || "-._".utf8.contains(byte)
    }

    /// The port behind a host: `:` and digits, which may be missing (RFC 3986, section 3.2.3).
    private static func port(_ text: Substring) throws(Problem) -> Int? {
        guard !text.isEmpty, text != ":" else { return nil }
        let digits = text.dropFirst()
        guard text.utf8.first == UInt8(ascii: ":"), digits.utf8.allSatisfy(URLCharacters.isDigit),
            let number = Int(digits), (1...65_535).contains(number)
        else {
            throw Problem("what follows its host is not a port", help: "a port is a number from 1 to 65535")
        }
        return number
    }

    /// A text that is no usable URL as errors show it: without what may be a password. Where it ends is not known in
    /// a broken URL, so all up to the last `@` goes.
    private static func shown(_ text: String) -> String {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return VisibleText.escaping(text) }
        let begin = text.firstRange(of: "//")?.upperBound ?? text.startIndex
        guard begin <= at else { return VisibleText.escaping(text) }
        return VisibleText.escaping("\(text[..<begin])***\(text[at...])")
    }
}

extension WebURL: CustomStringConvertible {
    package var description: String { "\(scheme.rawValue)://\(authority)\(target)" }
}
