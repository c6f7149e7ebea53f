import TLS
import TestSupport
import Testing

@testable import HTTP

/// HTTP over TLS: who is trusted, and where an answer ends.
@Suite("HTTPS exchanges", .timeLimit(.minutes(1)))
struct EncryptedExchangeTests {
    private func client(_ trust: TLSContext.Trust = .file(Certificates.file("ca"))) throws -> HTTPClient {
        try HTTPClient(version: "1", trust: TLSContext(trust: trust))
    }

    @Test("a name and an address that the certificate is for", arguments: ["localhost", "127.0.0.1", "LOCALHOST"])
    func trusted(_ host: String) async throws {
        let site = try await ScriptedSite(certificate: "good") { _ in .send(ScriptedSite.answer(body: "secret")) }
        let request = WebRequest(.post, try WebURL(site.url(host: host)), body: Array("a".utf8))
        let response = try await client().send(request)
        #expect(response.text == "secret")
        #expect(site.requests.first?.hasSuffix("\r\n\r\na") == true)
    }

    @Test(
        "any other certificate is refused before anything is sent",
        arguments: [
            ("expired", "it has expired"), ("wrong-host", "it is for other.example, not for 127.0.0.1"),
            ("self-signed", "it is signed by itself"),
            ("unknown-ca", "it is signed by an authority that is not known here (CN = Another CA)"),
            ("expired-issuer", "the authority that signed it (CN = Peers sub-CA) has expired"),
        ])
    func untrusted(_ certificate: String, _ reason: String) async throws {
        let site = try await ScriptedSite(certificate: certificate) { _ in .send(ScriptedSite.answer()) }
        await #expect(
            throws: WebError(
                .untrusted, "the certificate of \(site.url()) is not trusted: \(reason)", help: "nothing was sent")
        ) { try await client().send(WebRequest(.get, WebURL(site.url()))) }
        #expect(site.requests.isEmpty)
    }

    @Test("without a context of its own, a client trusts the system's authorities, not the tests'")
    func system() async throws {
        let site = try await ScriptedSite(certificate: "good") { _ in .send(ScriptedSite.answer()) }
        let error = try await #require(throws: WebError.self) {
            try await HTTPClient(version: "1").send(WebRequest(.get, WebURL(site.url())))
        }
        #expect(error.code == .untrusted && site.requests.isEmpty)
    }

    @Test("a server in clear text is no encrypted one")
    func clearText() async throws {
        let site = try await ScriptedSite(waits: false) { _ in .send("HTTP/1.1 400 Bad Request\r\n\r\n") }
        let url = "https://127.0.0.1:\(site.port)/"
        let error = try await #require(throws: WebError.self) {
            try await client().send(WebRequest(.get, WebURL(url)))
        }
        #expect(error.code == .unreachable)
        #expect(error.message.hasPrefix("no encrypted connection to \(url): "))
    }

    @Test("a body up to the end of the connection needs its end mark; one with a length does not")
    func endMark() async throws {
        let whole = try await ScriptedSite(certificate: "good") { _ in .last("HTTP/1.1 200 OK\r\n\r\nto the end") }
        #expect(try await client().send(WebRequest(.get, WebURL(whole.url()))).text == "to the end")
        let counted = try await ScriptedSite(certificate: "good") { _ in .cut(ScriptedSite.answer(body: "counted")) }
        #expect(try await client().send(WebRequest(.get, WebURL(counted.url()))).text == "counted")
        let cut = try await ScriptedSite(certificate: "good") { _ in .cut("HTTP/1.1 200 OK\r\n\r\nto the") }
        await #expect(
            throws: WebError(
                .invalidResponse,
                "the answer from \(cut.url()) is not complete: the encrypted connection was cut off")
        ) { try await client().send(WebRequest(.get, WebURL(cut.url()))) }
    }

    @Test("clear text may lead to encryption, but encryption not to clear text")
    func redirects() async throws {
        let clear = try await ScriptedSite { _ in .send(ScriptedSite.answer(body: "in the clear")) }
        let site = try await ScriptedSite(certificate: "good") { request in
            request.hasPrefix("GET /down")
                ? ScriptedSite.redirect(302, to: clear.url()) : .send(ScriptedSite.answer(body: "secret"))
        }
        let up = try await ScriptedSite { _ in ScriptedSite.redirect(301, to: site.url("/up")) }
        let response = try await client().send(WebRequest(.get, WebURL(up.url())))
        #expect(response.text == "secret" && response.url.description == site.url("/up"))
        await #expect(
            throws: WebError(
                .insecureRedirect, "\(site.url("/down")) redirects to clear text: \(clear.url())",
                help: "nothing was sent there; let the server redirect to https://")
        ) { try await client().send(WebRequest(.get, WebURL(site.url("/down")))) }
        #expect(clear.requests.isEmpty)
    }
}
