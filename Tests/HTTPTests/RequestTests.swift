import NIOHTTP1
import TLS
import Testing

@testable import HTTP

/// What goes out, over real connections.
@Suite("HTTP requests", .timeLimit(.minutes(1)))
struct RequestTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(version: "1.2.3", trust: TLSContext(trust: .anybody)) }

    private func get(_ site: ScriptedSite, _ target: String = "/") async throws -> WebResponse {
        try await client.send(WebRequest(.get, WebURL(site.url(target))))
    }

    @Test("a request as it goes out, byte for byte")
    func request() async throws {
        let site = try await ScriptedSite { _ in .send(ScriptedSite.answer()) }
        _ = try await get(site, "/ä?b#c")
        let headers = [
            WebHeader("accept", "text/html"), WebHeader("Content-Type", "text/plain"), WebHeader("X-U", "\tü "),
        ]
        for method in [WebRequest.Method.post, .delete] {
            _ = try await client.send(
                WebRequest(method, WebURL(site.url("/hook")), headers: headers, body: Array("hä\r\n".utf8)))
        }
        _ = try await client.send(WebRequest(.put, WebURL(site.url()), headers: [WebHeader("user-agent", "mine")]))
        let (first, last) = ("Host: 127.0.0.1:\(site.port)\r\n", "Accept-Encoding: identity\r\n")
        func change(_ method: String) -> String {
            "\(method) /hook HTTP/1.1\r\n\(first)User-Agent: deploy/1.2.3\r\naccept: text/html\r\n"
                + "Content-Type: text/plain\r\nX-U: \tü \r\n\(last)Content-Length: 5\r\nConnection: close\r\n\r\nhä\r\n"
        }
        #expect(
            site.requests == [
                "GET /%C3%A4?b HTTP/1.1\r\n\(first)User-Agent: deploy/1.2.3\r\nAccept: */*\r\n\(last)"
                    + "Connection: close\r\n\r\n",
                change("POST"), change("DELETE"),
                "PUT / HTTP/1.1\r\n\(first)Accept: */*\r\nuser-agent: mine\r\n\(last)Content-Length: 0\r\n"
                    + "Connection: close\r\n\r\n",
            ])
    }

    @Test("Host names a port only where it is not the default, and IPv6 stands in brackets")
    func host() async throws {
        for (url, host) in [
            ("http://h/", "h"), ("https://h/", "h"), ("https://h:80/", "h:80"), ("http://[::1]:8080/", "[::1]:8080"),
            ("http://[::1]/", "[::1]"),
        ] {
            let head = try RequestHead.make(WebRequest(.get, WebURL(url)), agent: "deploy/1")
            #expect(head.headers["Host"] == [host])
        }
        let site = try await ScriptedSite(host: "::1") { _ in .send(ScriptedSite.answer(body: "six")) }
        let response = try await client.send(WebRequest(.get, WebURL(site.url(host: "[::1]"))))
        #expect(response.text == "six")
        #expect(site.requests.first?.contains("\r\nHost: [::1]:\(site.port)\r\n") == true)
    }

    @Test(
        "a header that would end its line, or is the client's own, is refused before anything is sent",
        arguments: [
            ("X-A", "a\r\nHost: evil", "'X-A' holds a line break or another control character"),
            ("X-A", "a\nb", "'X-A' holds a line break or another control character"),
            ("X-A", "a\rb", "'X-A' holds a line break or another control character"),
            ("X-A", "a\0b", "'X-A' holds a line break or another control character"),
            ("X-A", "a\u{7F}", "'X-A' holds a line break or another control character"),
            ("X A", "b", "'X A' has a name that HTTP cannot carry"), ("", "b", "'' has a name that HTTP cannot carry"),
            ("X:", "b", "'X:' has a name that HTTP cannot carry"),
            ("X\r\nY", "b", "'X\\u{d}\\u{a}Y' has a name that HTTP cannot carry"),
            ("Ü", "b", "'Ü' has a name that HTTP cannot carry"),
            ("HOST", "b", "'HOST' is set by the client itself"),
            ("Content-length", "1", "'Content-length' is set by the client itself"),
            ("Transfer-Encoding", "chunked", "'Transfer-Encoding' is set by the client itself"),
            ("Accept-Encoding", "gzip", "'Accept-Encoding' is set by the client itself"),
        ])
    func headers(_ name: String, _ value: String, _ reason: String) async throws {
        let site = try await ScriptedSite { _ in .send(ScriptedSite.answer()) }
        let request = WebRequest(.post, try WebURL(site.url()), headers: [WebHeader(name, value)])
        await #expect(
            throws: WebError(.invalidRequest, "the request to \(site.url()) cannot be sent: the header \(reason)")
        ) { try await client.send(request) }
        #expect(site.requests.isEmpty)
        let careless = try HTTPClient(version: "1\r\nX: y", trust: TLSContext(trust: .anybody))
        await #expect(throws: WebError.self) { try await careless.send(WebRequest(.get, WebURL(site.url()))) }
    }
}
