internal import FileTree
internal import NIOHTTP1

/// The head of a request, as it goes out (RFC 9112, sections 2 and 3).
enum RequestHead {
    /// What this client says itself; a second one of these would contradict it, or smuggle a second request in.
    private static let own: Set<String> = [
        "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "trailer", "upgrade",
        "expect", "keep-alive", "proxy-connection",
    ]

    /// The head of `request`; `agent` is the value of `User-Agent`, unless the request has its own.
    ///
    /// - Throws: ``WebError`` of the code `invalidRequest` for a header that cannot be sent; its value is not shown, for
    ///   it may be a secret.
    static func make(_ request: WebRequest, agent: String) throws(WebError) -> HTTPRequestHead {
        var headers = HTTPHeaders()
        headers.add(name: "Host", value: request.url.authority)
        for header in [WebHeader("User-Agent", agent), WebHeader("Accept", "*/*")]
        where !request.headers.contains(where: { $0.isNamed(header.name) }) {
            try add(header, to: &headers, request.url)
        }
        for header in request.headers {
            guard !own.contains(header.name.lowercased()) else {
                throw refusal(header, request.url, "is set by the client itself")
            }
            try add(header, to: &headers, request.url)
        }
        headers.add(name: "Accept-Encoding", value: "identity")
        if !request.body.isEmpty || [.post, .put, .patch].contains(request.method) {
            headers.add(name: "Content-Length", value: "\(request.body.count)")
        }
        headers.add(name: "Connection", value: "close")
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue), uri: request.url.target,
            headers: headers)
    }

    private static func add(_ header: WebHeader, to headers: inout HTTPHeaders, _ url: WebURL) throws(WebError) {
        guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenCharacter) else {
            throw refusal(header, url, "has a name that HTTP cannot carry")
        }
        guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
            throw refusal(header, url, "holds a line break or another control character")
        }
        headers.add(name: header.name, value: header.value)
    }

    private static func refusal(_ header: WebHeader, _ url: WebURL, _ reason: String) -> WebError {
        WebError(
            .invalidRequest,
            "the request to \(url) cannot be sent: the header '\(VisibleText.escaping(header.name))' \(reason)")
    }

    /// The characters of a `token` (RFC 9110, section 5.6.2).
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        URLCharacters.isLetter(byte) || URLCharacters.isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
