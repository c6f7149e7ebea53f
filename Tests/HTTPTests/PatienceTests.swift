import TLS
import Testing

@testable import HTTP

/// How long a server is waited for, and what ends the waiting.
@Suite("HTTP deadlines and cancellation", .timeLimit(.minutes(1)))
struct PatienceTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(version: "1", trust: TLSContext(trust: .anybody)) }

    @Test(
        "one deadline ends every way to keep a client waiting, and the connection with it",
        arguments: [
            ScriptedSite.Step.send(""), .send("HTTP/1.1 200 OK\r\n"), .drip("HTTP/1.1 200 OK\r\nX-A: b"),
            .drip("HTTP/1.1 200 "),
            .drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"), .drip("HTTP/1.1 200 OK\r\n\r\n"),
            .send("HTTP/1.1 100 Continue\r\n\r\n"), .send(ScriptedSite.answer(body: "a").dropLast() + ""),
        ])
    func deadline(_ step: ScriptedSite.Step) async throws {
        let site = try await ScriptedSite { _ in step }
        await #expect(throws: WebError(.timedOut, "no complete answer from \(site.url()) within 1 second")) {
            try await client.send(WebRequest(.get, WebURL(site.url())), timeout: 1)
        }
        for await event in site.events where event == .closed { break }
    }

    @Test("redirects, and a handshake that does not begin, count to the same deadline")
    func wholeTime() async throws {
        // It accepts connections and waits for a request that does not come in clear text.
        let mute = try await ScriptedSite { _ in .send("") }
        let secret = "https://127.0.0.1:\(mute.port)/"
        await #expect(throws: WebError(.timedOut, "no complete answer from \(secret) within 1 second")) {
            try await client.send(WebRequest(.get, WebURL(secret)), timeout: 1)
        }
        let site = try await ScriptedSite { request in
            request.hasPrefix("GET /5 ") ? .send("") : ScriptedSite.redirect(302, to: "/5")
        }
        await #expect(
            throws: WebError(
                .timedOut,
                "no complete answer from \(site.url("/5")) (redirected from \(site.url())) within 10 seconds")
            // Long enough for the first answer on a machine that is busy with other tests.
        ) { try await client.send(WebRequest(.get, WebURL(site.url())), timeout: 10) }
        #expect(site.requests.count == 2)
    }

    @Test("without time there is no answer", arguments: [0, -1])
    func noTime(_ seconds: Int) async throws {
        let site = try await ScriptedSite { _ in .send("") }
        let error = try await #require(throws: WebError.self) {
            try await client.send(WebRequest(.get, WebURL(site.url())), timeout: seconds)
        }
        #expect(error.code == .timedOut)
        let mostTime = try await ScriptedSite { _ in .send(ScriptedSite.answer()) }
        #expect(try await client.send(WebRequest(.get, WebURL(mostTime.url())), timeout: .max).status == 200)
    }

    @Test("who is cancelled closes the connection", arguments: [true, false])
    func cancellation(_ isEncrypted: Bool) async throws {
        let site = try await ScriptedSite(certificate: isEncrypted ? "good" : nil) { _ in
            .drip("HTTP/1.1 200 OK\r\n\r\n")
        }
        let request = WebRequest(.get, try WebURL(site.url()))
        await withThrowingTaskGroup(of: WebResponse.self) { group in
            group.addTask { try await client.send(request, timeout: 30) }
            // The server is asked, so the exchange is under way.
            for await event in site.events {
                if case .request = event { group.cancelAll() }
                if event == .closed { break }
            }
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }

    @Test("who is cancelled already does not ask at all")
    func cancelledBefore() async throws {
        let site = try await ScriptedSite { _ in .send(ScriptedSite.answer()) }
        let request = WebRequest(.get, try WebURL(site.url()))
        await withThrowingTaskGroup(of: WebResponse.self) { group in
            group.cancelAll()
            group.addTask { try await client.send(request) }
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(site.requests.isEmpty)
    }
}
