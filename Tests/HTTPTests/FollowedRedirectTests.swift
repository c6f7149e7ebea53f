import TLS
import Testing

@testable import HTTP

/// Redirects between real connections.
@Suite("HTTP redirects", .timeLimit(.minutes(1)))
struct FollowedRedirectTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(version: "1.2.3", trust: TLSContext(trust: .anybody)) }

    private func get(_ site: ScriptedSite, _ target: String = "/") async throws -> WebResponse {
        try await client.send(WebRequest(.get, WebURL(site.url(target))))
    }

    @Test("redirects are followed to their end, and their bodies not awaited")
    func redirects() async throws {
        let site = try await ScriptedSite { request in
            switch request.prefix(while: { $0 != "\r\n" }) {
            case "POST /a/hook HTTP/1.1": ScriptedSite.redirect(307, to: "../b?c")
            case "POST /b?c HTTP/1.1":
                .drip("HTTP/1.1 303 See Other\r\nLocation: /end#part\r\nContent-Length: 1000000\r\n\r\n")
            case "GET /end HTTP/1.1": .send(ScriptedSite.answer(body: "arrived"))
            default: .last("")
            }
        }
        let request = WebRequest(
            .post, try WebURL(site.url("/a/hook")), headers: [WebHeader("Authorization", "Bearer x")],
            body: Array("data".utf8))
        let response = try await client.send(request)
        #expect(response.text == "arrived" && response.redirects == 2)
        #expect(response.url.description == site.url("/end"))
        #expect(site.requests.map { $0.hasSuffix("\r\n\r\ndata") } == [true, true, false])
        #expect(site.requests.allSatisfy { $0.contains("\r\nAuthorization: Bearer x\r\n") })
    }

    @Test("another server does not learn who asks")
    func otherServer() async throws {
        let other = try await ScriptedSite { _ in .send(ScriptedSite.answer(body: "other")) }
        let site = try await ScriptedSite { _ in ScriptedSite.redirect(302, to: other.url("/there")) }
        let headers = [WebHeader("Authorization", "Bearer x"), WebHeader("Accept", "text/html")]
        let response = try await client.send(WebRequest(.get, WebURL(site.url()), headers: headers))
        #expect(response.text == "other" && response.url.description == other.url("/there"))
        #expect(site.requests.first?.contains("Bearer x") == true)
        #expect(other.requests.first?.contains("Authorization") == false)
        #expect(other.requests.first?.contains("\r\nAccept: text/html\r\n") == true)
    }

    @Test("a redirect can be the answer: on demand, or without a Location")
    func notFollowed() async throws {
        let site = try await ScriptedSite { request in
            request.hasPrefix("GET /plain")
                ? .send(ScriptedSite.answer("301 Moved", body: "where?"))
                : .send(ScriptedSite.answer("301 Moved", ["Location: /b"], body: "there"))
        }
        let kept = try await client.send(WebRequest(.get, WebURL(site.url())), followsRedirects: false)
        #expect(kept.status == 301 && kept.header("location") == "/b" && kept.text == "there")
        #expect(kept.redirects == 0 && kept.url.description == site.url())
        let plain = try await get(site, "/plain")
        #expect(plain.status == 301 && plain.text == "where?")
        #expect(site.requests.count == 2)
    }

    @Test("a circle of redirects ends")
    func circle() async throws {
        let site = try await ScriptedSite { _ in ScriptedSite.redirect(302, to: "/again") }
        await #expect(
            throws: WebError(
                .tooManyRedirects,
                "\(site.url()) redirects more than 5 times, the last time to \(site.url("/again"))")
        ) { try await get(site) }
        #expect(site.requests.count == 6)
    }

    @Test("what fails behind a redirect names the way there")
    func failureBehind() async throws {
        let site = try await ScriptedSite { request in
            request.hasPrefix("GET / ") ? ScriptedSite.redirect(302, to: "/b") : .last("")
        }
        await #expect(
            throws: WebError(
                .unreachable,
                "no answer from \(site.url("/b")) (redirected from \(site.url())): the server closed the connection")
        ) { try await get(site) }
    }
}
