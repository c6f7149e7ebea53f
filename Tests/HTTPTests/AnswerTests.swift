import TLS
import TestSupport
import Testing

@testable import HTTP

/// What comes in, over real connections.
@Suite("HTTP answers", .timeLimit(.minutes(1)))
struct AnswerTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(version: "1.2.3", trust: TLSContext(trust: .anybody)) }

    private func get(_ site: ScriptedSite, _ target: String = "/", limit: Int = 1_000) async throws -> WebResponse {
        try await client.send(WebRequest(.get, WebURL(site.url(target))), bodyLimit: limit)
    }

    @Test("whatever the status, the answer is given with its headers in order")
    func answer() async throws {
        let site = try await ScriptedSite { _ in
            .send(ScriptedSite.answer("404 Gone fishing", ["X-B: 1", "x-a: 2", "X-B: 3"], body: "näh\u{0}"))
        }
        let response = try await get(site, "/a/../b#c")
        #expect(
            response
                == WebResponse(
                    status: 404,
                    headers: [
                        WebHeader("X-B", "1"), WebHeader("x-a", "2"), WebHeader("X-B", "3"),
                        WebHeader("Content-Length", "5"),
                    ], body: Array("näh\0".utf8), url: try WebURL(site.url("/b"))))
        #expect(response.header("x-b") == "1" && response.header("X-A") == "2" && response.header("y") == nil)
        #expect(response.text == "näh\0")
    }

    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(
        "every way to tell where a body ends, and what has none",
        arguments: [
            (ScriptedSite.Step.send(ScriptedSite.answer(body: "hello")), "hello"),
            (.send(ScriptedSite.answer(body: "")), ""),
            (.send(chunked + "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-T: z\r\n\r\n"), "hello world"),
            (.last("HTTP/1.1 200 OK\r\n\r\nto the end"), "to the end"),
            (.last("HTTP/1.0 200 OK\r\n\r\nold"), "old"), (.last("HTTP/1.1 200 OK\r\n\r\n"), ""),
            (
                .send(
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
                        + ScriptedSite.answer(body: "a")), "a"
            ),
            (.send("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"), ""),
            (.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"), ""),
            (.send(ScriptedSite.answer(body: "one") + ScriptedSite.answer(body: "two")), "one"),
        ])
    func bodies(_ step: ScriptedSite.Step, _ body: String) async throws {
        let site = try await ScriptedSite { _ in step }
        let response = try await get(site)
        #expect(response.text == body && !response.isTruncated)
    }

    @Test("the answer to HEAD has no body, whatever its head says")
    func head() async throws {
        let site = try await ScriptedSite { _ in .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") }
        let response = try await client.send(WebRequest(.head, WebURL(site.url())))
        #expect(response.body.isEmpty && response.header("content-length") == "5" && !response.isTruncated)
    }

    @Test("a long body is cut, and the connection closed", arguments: [0, 1, 4, 5, 6])
    func bound(_ limit: Int) async throws {
        let pieces = [
            ScriptedSite.answer(body: "12345"), Self.chunked + "3\r\n123\r\n2\r\n45\r\n0\r\n\r\n",
        ]
        for piece in pieces {
            let site = try await ScriptedSite { _ in .send(piece) }
            let response = try await get(site, limit: limit)
            #expect(response.text == "12345".prefix(limit))
            #expect(response.isTruncated == (limit < 5))
        }
        // This one never ends, so that only the bound can end it.
        let endless = try await ScriptedSite { _ in .drip("HTTP/1.1 200 OK\r\n\r\n12345") }
        let response = try await get(endless, limit: min(limit, 4))
        #expect(response.text == "12345".prefix(min(limit, 4)) && response.isTruncated)
        for await event in endless.events where event == .closed { break }
    }

    @Test(
        "what is no complete HTTP answer is none",
        arguments: [
            (ScriptedSite.Step.last("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), false),
            (.last(chunked + "5\r\nhello\r\n"), false), (.last(chunked + "5\r\nhel"), false),
            (.last("HTTP/1.1 200 OK\r\nX-A: b\r\n"), false), (.last("HTTP/1.1 2"), false),
            (.send("220 FTP ready\r\n"), true), (.send("HTTP/2 200 OK\r\n\r\n"), true),
            (.send(chunked + "zz\r\n"), true), (.send("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), true),
            (.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), true),
            (.send("HTTP/1.1 200 OK\r\nA B: c\r\n\r\n"), true), (.send("<html>hello</html>"), true),
        ])
    func broken(_ step: ScriptedSite.Step, _ isForeign: Bool) async throws {
        let site = try await ScriptedSite { _ in step }
        let url = site.url()
        let short = WebError(
            .invalidResponse, "the answer from \(url) is not complete: the server closed the connection")
        let foreign = WebError(
            .invalidResponse, "the answer from \(url) is not HTTP as it should be",
            help: "check the port, and whether the server wants https://")
        await #expect(throws: isForeign ? foreign : short) { try await get(site) }
    }

    @Test("a head beyond its bounds is refused, however it grows")
    func largeHead() async throws {
        let line = "X-A: \(String(repeating: "a", count: 1_000))\r\n"
        let heads = [
            String(repeating: line, count: 70), "X-A: " + String(repeating: "a", count: 70_000) + "\r\n",
            String(repeating: "A: b\r\n", count: 300),
        ]
        for head in heads {
            let site = try await ScriptedSite { _ in .send("HTTP/1.1 200 OK\r\n\(head)") }
            await #expect(
                throws: WebError(.tooLarge, "the head of the answer from \(site.url()) is larger than 64 KiB")
            ) { try await get(site) }
        }
        let site = try await ScriptedSite { _ in
            .send("HTTP/1.1 200 OK\r\n\(String(repeating: line, count: 60))Content-Length: 0\r\n\r\n")
        }
        #expect(try await get(site).headers.count == 61)
    }

    @Test("another protocol, unasked, is no answer")
    func upgrade() async throws {
        let site = try await ScriptedSite { _ in
            .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx")
        }
        await #expect(
            throws: WebError(.invalidResponse, "\(site.url()) answers in another protocol (101), unasked")
        ) { try await get(site) }
    }

    @Test("a server that closes at once or breaks off, a port where nobody listens, a name that nobody has")
    func unreachable() async throws {
        let site = try await ScriptedSite { _ in .last("") }
        await #expect(
            throws: WebError(.unreachable, "no answer from \(site.url()): the server closed the connection")
        ) { try await get(site) }
        for step in [ScriptedSite.Step.reset(""), .reset("HTTP/1.1 200 OK\r\n\r\nhal")] {
            let rude = try await ScriptedSite { _ in step }
            await #expect(
                throws: WebError(
                    .unreachable, "the connection to \(rude.url()) broke: the connection was reset")
            ) { try await get(rude) }
        }
        let port = try FreePort.find()
        await #expect(
            throws: WebError(
                .unreachable,
                "no connection to http://127.0.0.1:\(port)/: connection refused: nothing listens there")
        ) { try await client.send(WebRequest(.get, WebURL("http://127.0.0.1:\(port)/"))) }
        // Labels have at most 63 letters, so that no name server is asked.
        let name = String(repeating: "a", count: 64)
        await #expect(
            throws: WebError(.unreachable, "no connection to http://\(name)/: the host name is not known")
        ) { try await client.send(WebRequest(.get, WebURL("http://\(name)/"))) }
    }
}
