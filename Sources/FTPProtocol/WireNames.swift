/// How the names of one server go over the wire: in UTF-8, or in the single-byte charset that the configuration names.
///
/// Names are UTF-8 on this side. With a charset other than UTF-8, a listed name that is valid UTF-8 is taken for UTF-8
/// all the same, because clients of both kinds may have written there; any other is read in the charset. New names are
/// written in the charset. What was listed is remembered where it would be written otherwise, so a name goes back with
/// the very bytes with which it came. With UTF-8 nothing is changed and nothing remembered: bytes that are no UTF-8
/// stay as they are.
package struct WireNames: Hashable, Sendable {
    /// A name that cannot be written in the server's charset.
    package struct Unwritable: Error, Hashable, Sendable {
        /// The component of the path, in UTF-8.
        package let name: [UInt8]
        /// The charset that has not all of its characters.
        package let charset: Charset
    }

    /// The charset of new names, and of listed ones that are not UTF-8.
    package let charset: Charset
    /// By folder and name (in UTF-8), the listed names that the charset would write otherwise.
    private var listed: [[UInt8]: [[UInt8]: [UInt8]]] = [:]

    /// A server of which nothing was listed yet.
    package init(_ charset: Charset) { self.charset = charset }

    /// The names of a folder as they are called here, in the order of `names`, which came from the server; replaces
    /// what was remembered of the folder. `folder` is its path in UTF-8, with the spelling that ``path(_:)`` will be
    /// given.
    ///
    /// Where two names would be called the same, one being UTF-8 and the other not, the latter keeps its bytes.
    package mutating func learn(_ names: [[UInt8]], in folder: [UInt8]) -> [[UInt8]] {
        if charset == .utf8 { return names }
        let valid = Set(names.filter(Self.isUTF8))
        var exceptions: [[UInt8]: [UInt8]] = [:]
        let local = names.map { name in
            let decoded = valid.contains(name) ? name : charset.decode(name)
            let local = decoded != name && valid.contains(decoded) ? name : decoded
            if charset.encode(local) != name { exceptions[local] = name }
            return local
        }
        listed[folder] = exceptions.isEmpty ? nil : exceptions
        return local
    }

    /// The bytes to send for a path in UTF-8, whose components are separated by `/`.
    ///
    /// - Throws: ``Unwritable`` for a component that was not listed and has characters beyond the charset.
    package func path(_ path: [UInt8]) throws(Unwritable) -> [UInt8] {
        if charset == .utf8 { return path }
        var result: [UInt8] = []
        for name in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let folder = Array(path[..<max(0, name.startIndex - 1)])
            let local = Array(name)
            guard let wire = listed[folder]?[local] ?? charset.encode(local) else {
                throw Unwritable(name: local, charset: charset)
            }
            if name.startIndex > 0 { result.append(UInt8(ascii: "/")) }
            result += wire
        }
        return result
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
}
