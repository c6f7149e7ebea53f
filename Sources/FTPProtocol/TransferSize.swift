/// The length that many servers tell in the reply with which a transfer begins: `150 Opening BINARY mode data connection
/// for x (1234 bytes)`.
package enum TransferSize {
    /// The bytes; nil where the reply does not tell.
    package static func parse(_ reply: Reply) -> Int64? {
        guard reply.code == 150 || reply.code == 125 else { return nil }
        let words = reply.text.split { $0 == " " || $0 == "(" || $0 == ")" || $0 == "." }
        guard let unit = words.lastIndex(of: "bytes"), unit > 0 else { return nil }
        return words[unit - 1].allSatisfy { $0.isASCII && $0.isNumber } ? Int64(words[unit - 1]) : nil
    }
}
