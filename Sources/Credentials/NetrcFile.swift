/// A `.netrc` file: machines with their log-ins, as GNU inetutils and curl read them.
package struct NetrcFile: Hashable, Sendable {
    /// Where it lies, for messages.
    package let path: String
    private let text: String

    /// A file with this content.
    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// One `machine` or the `default` entry.
    package struct Entry: Hashable, Sendable {
        /// The host; nil for `default`.
        package var machine: String?
        /// The user.
        package var login: String
        /// The password; empty where the entry has none.
        package var password: Secret
        /// The line where the entry begins.
        package var line: Int
    }

    /// The first entry for this host (any case) and, if given, this user; else the `default` entry.
    ///
    /// - Throws: ``LoginSearch/Failure`` for a file that cannot be understood, with the line.
    package func entry(host: String, user: String?) throws(LoginSearch.Failure) -> Entry? {
        let entries = try parse()
        func fits(_ entry: Entry) -> Bool { user == nil || entry.login == user }
        return entries.first { $0.machine?.lowercased() == host.lowercased() && fits($0) }
            ?? entries.first { $0.machine == nil && fits($0) }
    }

    private func parse() throws(LoginSearch.Failure) -> [Entry] {
        var entries: [Entry] = []
        var tokens = NetrcTokens(text)
        while let (word, line) = tokens.next() {
            switch word {
            case "machine":
                let host = try value(of: word, &tokens, line)
                entries.append(Entry(machine: host, login: "", password: Secret(""), line: line))
            case "default": entries.append(Entry(machine: nil, login: "", password: Secret(""), line: line))
            case "macdef": tokens.skipMacro()
            case "login", "password", "account":
                let text = try value(of: word, &tokens, line)
                guard !entries.isEmpty else {
                    throw .unusable("\(path):\(line): '\(word)' stands before the first 'machine'")
                }
                if word == "login" { entries[entries.count - 1].login = text }
                if word == "password" { entries[entries.count - 1].password = Secret(text) }
            default:
                throw .unusable(
                    "\(path):\(line): there is a word that is none of a netrc file (a blank in a password needs quotes)"
                )
            }
        }
        return entries
    }

    private func value(of word: String, _ tokens: inout NetrcTokens, _ line: Int) throws(LoginSearch.Failure) -> String
    {
        guard let (value, _) = tokens.next(isValue: true) else {
            throw .unusable("\(path):\(line): '\(word)' has no value")
        }
        return value
    }
}

/// The words of a netrc file: separated by white space, in quotes with `\` as escape, `#` begins a comment where a
/// keyword is expected.
private struct NetrcTokens {
    private var rest: Substring.UnicodeScalarView
    private var line = 1

    init(_ text: String) { rest = Substring(text).unicodeScalars }

    mutating func next(isValue: Bool = false) -> (String, Int)? {
        while let scalar = rest.first {
            if scalar == "\n" { line += 1 }
            if scalar == "#", !isValue {
                while let skipped = rest.first, skipped != "\n" { _ = rest.removeFirst(); _ = skipped }
            } else if scalar.properties.isWhitespace {
                rest.removeFirst()
            } else {
                return (word(), line)
            }
        }
        return nil
    }

    private mutating func word() -> String {
        var word = ""
        let isQuoted = rest.first == "\""
        if isQuoted { rest.removeFirst() }
        while let scalar = rest.first {
            if isQuoted ? scalar == "\"" : scalar.properties.isWhitespace { break }
            rest.removeFirst()
            if isQuoted, scalar == "\\", let escaped = rest.first {
                rest.removeFirst()
                word.unicodeScalars.append(
                    escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped == "r" ? "\r" : escaped)
            } else {
                word.unicodeScalars.append(scalar)
            }
        }
        if isQuoted, !rest.isEmpty { rest.removeFirst() }
        return word
    }

    /// A macro ends at the first empty line.
    mutating func skipMacro() {
        var atLineStart = false
        while let scalar = rest.first {
            rest.removeFirst()
            if scalar == "\n" {
                line += 1
                if atLineStart { return }
                atLineStart = true
            } else if !scalar.properties.isWhitespace {
                atLineStart = false
            }
        }
    }
}
