/// Reads and writes the quoted path of a 257 reply (RFC 959, appendix II: a quote inside is doubled).
package enum PathReply {
    /// The path of a reply to PWD or MKD; nil where there is none.
    package static func path(_ reply: Reply) -> String? {
        guard reply.code == 257, let open = reply.text.firstIndex(of: "\"") else { return nil }
        var path = ""
        var rest = reply.text[reply.text.index(after: open)...]
        while let character = rest.popFirst() {
            if character != "\"" {
                path.append(character)
            } else if rest.first == "\"" {
                path.append("\"")
                rest.removeFirst()
            } else {
                return path
            }
        }
        return nil
    }

    /// A path in quotes, for a server's 257.
    package static func quoted(_ path: String) -> String { "\"\(path.replacing("\"", with: "\"\""))\"" }
}
