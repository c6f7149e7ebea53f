/// A URI reference in its five parts, and how it is resolved (RFC 3986, sections 4.1 and 5). Nothing is checked here
/// and nothing encoded: any text has these parts.
struct URIReference: Hashable, Sendable {
    /// What stands before the first `:`, where that is a scheme.
    var scheme: Substring?
    /// What stands between `//` and the path.
    var authority: Substring?
    /// The path; may be empty.
    var path: Substring
    /// What stands behind `?`.
    var query: Substring?
    /// What stands behind `#`.
    var fragment: Substring?

    /// A reference from its parts.
    init(scheme: Substring?, authority: Substring?, path: Substring, query: Substring?, fragment: Substring? = nil) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.query = query
        self.fragment = fragment
    }

    /// Takes a text apart (RFC 3986, appendix B).
    init(_ text: String) {
        // Cut at bytes, not characters: a combining accent behind a '/' must not hide it.
        var rest = text[...]
        fragment = Self.cut(&rest, at: "#")
        query = Self.cut(&rest, at: "?")
        scheme = nil
        authority = nil
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon]) {
            scheme = rest[..<colon]
            rest = rest[rest.utf8.index(after: colon)...]
        }
        if rest.utf8.starts(with: "//".utf8) {
            rest = Substring(rest.utf8.dropFirst(2))
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = rest[..<end]
            rest = rest[end...]
        }
        path = rest
    }

    /// Takes what stands behind the first `mark` off the text; nil where there is no mark.
    private static func cut(_ text: inout Substring, at mark: Unicode.Scalar) -> Substring? {
        guard let index = text.utf8.firstIndex(of: UInt8(ascii: mark)) else { return nil }
        let behind = text[text.utf8.index(after: index)...]
        text = text[..<index]
        return behind
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, URLCharacters.isLetter(first) else { return false }
        return text.utf8.allSatisfy {
            URLCharacters.isLetter($0) || URLCharacters.isDigit($0) || "+-.".utf8.contains($0)
        }
    }

    // MARK: Resolving

    /// What this reference means where it stands in the document at `base` (RFC 3986, section 5.2.2, strict).
    func resolved(against base: URIReference) -> URIReference {
        if scheme != nil { return with(scheme, authority, Self.removingDotSegments(path), query) }
        if authority != nil { return with(base.scheme, authority, Self.removingDotSegments(path), query) }
        if path.isEmpty { return with(base.scheme, base.authority, base.path, query ?? base.query) }
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : merged(with: base)
        return with(base.scheme, base.authority, Self.removingDotSegments(whole), query)
    }

    private func with(
        _ scheme: Substring?, _ authority: Substring?, _ path: Substring, _ query: Substring?
    ) -> URIReference {
        URIReference(scheme: scheme, authority: authority, path: path, query: query, fragment: fragment)
    }

    /// The path in the place of the base's last segment (section 5.2.3).
    private func merged(with base: URIReference) -> Substring {
        if base.authority != nil, base.path.isEmpty { return "/" + path }
        guard let slash = base.path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return base.path[...slash] + path
    }

    /// A path without `.` and `..`, by the letter of section 5.2.4.
    static func removingDotSegments(_ path: Substring) -> Substring {
        var input = path.utf8
        var output: [Substring.UTF8View] = []
        while let first = input.first {
            if input.starts(with: "../".utf8) {
                input = input.dropFirst(3)
            } else if input.starts(with: "./".utf8) || input.starts(with: "/./".utf8) {
                input = input.dropFirst(2)
            } else if input.starts(with: "/../".utf8) {
                input = input.dropFirst(3)
                _ = output.popLast()
            } else if input.elementsEqual("/.".utf8) {
                input = input.prefix(1)
            } else if input.elementsEqual("/..".utf8) {
                input = input.prefix(1)
                _ = output.popLast()
            } else if input.elementsEqual(".".utf8) || input.elementsEqual("..".utf8) {
                break
            } else {
                let slash = UInt8(ascii: "/")
                let end = input.dropFirst(first == slash ? 1 : 0).firstIndex(of: slash) ?? input.endIndex
                output.append(input[..<end])
                input = input[end...]
            }
        }
        return Substring(output.map { Substring($0) }.joined())
    }
}

extension URIReference: CustomStringConvertible {
    /// The parts put together again (RFC 3986, section 5.3).
    var description: String {
        var text = ""
        if let scheme { text += "\(scheme):" }
        if let authority { text += "//\(authority)" }
        text += path
        if let query { text += "?\(query)" }
        if let fragment { text += "#\(fragment)" }
        return text
    }
}
