/// Changes of a `.netrc` file that leave everything else byte for byte as it was.
extension NetrcFile {
    /// The file with this log-in: in the machine's entry for the user, else in a new one before `default`, which has to stay
    /// last.
    ///
    /// - Throws: ``Broken``: a file that cannot be understood is not written to.
    package func setting(host: String, user: String, password: Secret) throws(Broken) -> NetrcFile {
        let file = try changed(host, user, password)
        guard let found = try file.entry(host: host, user: user), found.password == password else {
            let line = try file.entry(host: host, user: user)?.line ?? 1
            throw Broken(message: "\(path):\(line): this entry comes first and wins; change or delete it there")
        }
        return file
    }

    private func changed(_ host: String, _ user: String, _ password: Secret) throws(Broken) -> NetrcFile {
        let entries = try entries()
        let secret = NetrcTokens.written(password.revealed)
        let own = entries.first { $0.machine?.lowercased() == host.lowercased() && $0.login == user }
        if let own, let range = own.passwordRange { return replacing(range, with: secret) }
        if let own, let login = own.loginRange {
            return replacing(login.upperBound..<login.upperBound, with: " password \(secret)")
        }
        let line = "machine \(NetrcTokens.written(host)) login \(NetrcTokens.written(user)) password \(secret)\n"
        if let last = entries.first(where: { $0.machine == nil }) {
            let start = lineStart(of: last.range.lowerBound)
            return replacing(start..<start, with: line)
        }
        let isOpen = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
        let appended = replacing(bytes.count..<bytes.count, with: (isOpen ? "\n" : "") + line)
        // A macro at the end goes on until an empty line.
        let isSeen = try appended.entries().count > entries.count
        return isSeen ? appended : replacing(bytes.count..<bytes.count, with: (isOpen ? "\n\n" : "\n") + line)
    }

    /// The file without the machine's entries, or without that of one user.
    ///
    /// - Returns: also how many there were.
    /// - Throws: ``Broken``.
    package func removing(host: String, user: String?) throws(Broken) -> (file: NetrcFile, count: Int) {
        let gone = try entries().filter {
            $0.machine?.lowercased() == host.lowercased() && (user == nil || $0.login == user)
        }
        var file = self
        for entry in gone.reversed() { file = file.replacing(wholeLines(entry.range), with: "") }
        return (file, gone.count)
    }

    private func replacing(_ range: Range<Int>, with text: String) -> NetrcFile {
        var bytes = bytes
        bytes.replaceSubrange(range, with: text.utf8)
        return NetrcFile(path: path, bytes: bytes)
    }

    private func lineStart(of position: Int) -> Int {
        bytes[..<position].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    /// A range with the rest of its lines, where nothing but blanks is on them.
    private func wholeLines(_ range: Range<Int>) -> Range<Int> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let start = lineStart(of: range.lowerBound)
        let rest = bytes[range.upperBound...].drop(while: isBlank)
        guard bytes[start..<range.lowerBound].allSatisfy(isBlank), rest.first.map({ $0 == 0x0A }) ?? true else {
            return range
        }
        return start..<(rest.isEmpty ? bytes.count : rest.startIndex + 1)
    }
}
