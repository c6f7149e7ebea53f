/// Reads the ports out of the replies to EPSV and PASV. The address is never taken from the reply: data connections
/// go to the peer of the control connection, so a reply cannot send them elsewhere (bounce, wrong NAT address).
package enum PassiveReply {
    /// The port of a 229 reply, `(|||6446|)` with any delimiter (RFC 2428, section 3; IBM i uses `!`).
    package static func extendedPort(_ reply: Reply) -> Int? {
        guard reply.code == 229, let open = reply.text.firstIndex(of: "(") else { return nil }
        let inside = reply.text[reply.text.index(after: open)...].prefix { $0 != ")" }
        guard let delimiter = inside.first, !delimiter.isNumber else { return nil }
        let fields = inside.split(separator: delimiter, omittingEmptySubsequences: false)
        guard fields.count >= 5, let port = Int(fields[3]), (1...65_535).contains(port) else { return nil }
        return port
    }

    /// The port of a 227 reply: the last two of six numbers, wherever they stand in the text (RFC 1123, 4.1.2.6).
    package static func port(_ reply: Reply) -> Int? {
        guard reply.code == 227 else { return nil }
        var numbers: [Int] = []
        for part in reply.text.split(whereSeparator: { $0 == "," || $0 == "(" || $0 == ")" || $0 == " " || $0 == "=" })
        {
            guard let number = Int(part.prefix { $0.isNumber }), (0...255).contains(number) else {
                numbers = []
                continue
            }
            numbers.append(number)
            if numbers.count == 6 {
                let port = numbers[4] * 256 + numbers[5]
                return port > 0 ? port : nil
            }
        }
        return nil
    }
}
