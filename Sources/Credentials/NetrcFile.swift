/// A `.netrc` file: machines with their log-ins, as GNU inetutils and curl read them.
package struct NetrcFile: Hashable, Sendable {
    /// Where it lies, for messages.
    package let path: String
    /// Its content.
    package let bytes: [UInt8]

    /// A file with this content.
    package init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

    /// A file with this content.
    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Why a file cannot be understood.
    package struct Broken: Error, Hashable, Sendable {
        /// The file, the line and what is wrong; never a word of the file that may be a password.
        package var message: String
    }

    /// One `machine` or the `default` entry.
    package struct Entry: Hashable, Sendable {
        /// The host; nil for `default`.
        package var machine: String?
        /// The user; nil where the entry names none.
        package var login: String?
        /// The password; nil where the entry has none.
        package var password: Secret?
        /// The line where the entry begins.
        package var line: Int
        /// The bytes from its first word to its last.
        var range: Range<Int>
        /// The bytes of the user's name and of the password.
        var loginRange: Range<Int>?
        var passwordRange: Range<Int>?

        func fits(_ user: String?) -> Bool { user == nil || login == nil || login == user }
    }

    /// The first entry for this host (any case) and, if given, this user; else the `default` entry.
    ///
    /// - Throws: ``Broken``, with the line.
    package func entry(host: String, user: String?) throws(Broken) -> Entry? {
        let entries = try entries()
        return entries.first { $0.machine?.lowercased() == host.lowercased() && $0.fits(user) }
            ?? entries.first { $0.machine == nil && $0.fits(user) }
    }

    /// All entries, in order.
    ///
    /// - Throws: ``Broken``.
    func entries() throws(Broken) -> [Entry] {
        var entries: [Entry] = []
        var tokens = NetrcTokens(bytes)
        while let word = tokens.next() {
            switch word.text {
            case "machine":
                let host = try value(of: word, &tokens)
                entries.append(
                    Entry(
                        machine: host.text, line: word.line, range: word.range.lowerBound..<host.range.upperBound))
            case "default": entries.append(Entry(line: word.line, range: word.range))
            case "macdef": tokens.skipMacro()
            case "login", "password", "passwd", "account":
                let value = try value(of: word, &tokens)
                guard let last = entries.indices.last else {
                    throw Broken(message: "\(path):\(word.line): '\(word.text)' stands before the first 'machine'")
                }
                entries[last].take(word.text == "passwd" ? "password" : word.text, value)
            default:
                throw Broken(
                    message:
                        "\(path):\(word.line): there is a word that is none of a netrc file (a blank in a password needs quotes)"
                )
            }
        }
        return entries
    }

    private func value(of word: NetrcTokens.Word, _ tokens: inout NetrcTokens) throws(Broken) -> NetrcTokens.Word {
        guard let value = tokens.next(isValue: true) else {
            throw Broken(message: "\(path):\(word.line): '\(word.text)' has no value")
        }
        guard !value.isOpen else {
            throw Broken(message: "\(path):\(value.line): the quotes behind '\(word.text)' are never closed")
        }
        return value
    }
}

extension NetrcFile.Entry {
    /// Takes a keyword's value. The first counts, as for curl.
    fileprivate mutating func take(_ word: String, _ value: NetrcTokens.Word) {
        range = range.lowerBound..<value.range.upperBound
        if word == "login", login == nil { (login, loginRange) = (value.text, value.range) }
        if word == "password", password == nil { (password, passwordRange) = (Secret(value.text), value.range) }
    }
}
