/// One command of the control connection: a verb and its argument as bytes.
package struct Command: Hashable, Sendable {
    /// The verb in upper case.
    package let verb: String
    /// The argument's bytes; nil for none. Never holds CR, LF or NUL.
    package let argument: [UInt8]?

    /// Why a text cannot be sent as an argument.
    package struct UnsafeArgument: Error, Hashable, Sendable {
        /// The argument, escaped for showing.
        package let shown: String
    }

    /// A command without argument.
    package init(_ verb: String) {
        self.verb = verb
        self.argument = nil
    }

    /// A command with an argument in UTF-8.
    ///
    /// - Throws: ``UnsafeArgument`` for CR, LF or NUL in it: they would end the line and begin another command.
    package init(_ verb: String, _ argument: String) throws(UnsafeArgument) {
        try self.init(verb, bytes: Array(argument.utf8))
    }

    /// A command with an argument of raw bytes (a path in a server's own encoding).
    ///
    /// - Throws: ``UnsafeArgument`` for CR, LF or NUL in it.
    package init(_ verb: String, bytes: [UInt8]) throws(UnsafeArgument) {
        guard !bytes.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
            throw UnsafeArgument(shown: String(decoding: bytes, as: UTF8.self).debugDescription)
        }
        self.verb = verb
        self.argument = bytes
    }

    /// The line as it goes over the wire, with CR LF. A Telnet IAC (0xFF) in a path is doubled (RFC 854).
    package var wireBytes: [UInt8] {
        var line = Array(verb.utf8)
        if let argument {
            line.append(UInt8(ascii: " "))
            for byte in argument {
                line.append(byte)
                if byte == 0xFF { line.append(byte) }
            }
        }
        return line + [0x0D, 0x0A]
    }

    /// The line for logs: passwords and accounts are `***`.
    package var masked: String {
        guard let argument else { return verb }
        return verb == "PASS" || verb == "ACCT" ? "\(verb) ***" : "\(verb) \(String(decoding: argument, as: UTF8.self))"
    }
}

extension Command {
    /// EPSV (RFC 2428): a data port in any protocol family.
    package static let epsv = Command("EPSV")
    /// PASV (RFC 959): a data port in IPv4.
    package static let pasv = Command("PASV")
    /// TYPE I: bytes as they are.
    package static let typeImage = Command("TYPE", literal: "I")
    /// FEAT (RFC 2389): what the server can.
    package static let feat = Command("FEAT")
    /// SYST: what the server is.
    package static let syst = Command("SYST")
    /// QUIT: end of the session.
    package static let quit = Command("QUIT")

    /// PRET (drftpd, glftpd): which transfer the port that is asked for next will be for.
    package var announced: Command {
        Command("PRET", checked: Array(verb.utf8) + (argument.map { [UInt8(ascii: " ")] + $0 } ?? []))
    }

    private init(_ verb: String, checked argument: [UInt8]) {
        self.verb = verb
        self.argument = argument
    }

    /// A command whose argument is known to be safe because it stands in this source.
    package init(_ verb: String, literal: StaticString) {
        self.verb = verb
        self.argument = Array(literal.description.utf8)
    }
}
