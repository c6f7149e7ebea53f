import Testing

@testable import HTTP

/// What becomes of a request by a redirect, without any server.
@Suite("Redirects")
struct RedirectChainTests {
    private func chain(
        _ method: WebRequest.Method = .get, _ url: String = "https://a.example/x/y", headers: [WebHeader] = []
    ) throws -> RedirectChain {
        RedirectChain(WebRequest(method, try WebURL(url), headers: headers, body: Array("body".utf8)))
    }

    @Test("only five statuses lead elsewhere, and only with a Location")
    func statuses() throws {
        for status in 200..<600 {
            var chain = try chain()
            let isFollowed = try chain.follow(status: status, location: "/z")
            #expect(isFollowed == [301, 302, 303, 307, 308].contains(status), "\(status)")
            #expect(chain.request.url.target == (isFollowed ? "/z" : "/x/y"))
            #expect(chain.count == (isFollowed ? 1 : 0))
            #expect(try !chain.follow(status: status, location: nil))
        }
    }

    @Test("the method that goes on, and the body with it", arguments: WebRequest.Method.allCases)
    func methods(_ method: WebRequest.Method) throws {
        for status in [301, 302, 303, 307, 308] {
            var chain = try chain(method, headers: [WebHeader("content-Type", "text/plain"), WebHeader("X-A", "b")])
            #expect(try chain.follow(status: status, location: "z"))
            let becomesGet: Bool =
                switch (status, method) {
                case (303, .head): false
                case (303, _), (301, .post), (302, .post): true
                default: false
                }
            #expect(chain.request.method == (becomesGet ? .get : method), "\(status)")
            #expect(chain.request.body.isEmpty == becomesGet)
            #expect(chain.request.headers.map(\.name) == (becomesGet ? ["X-A"] : ["content-Type", "X-A"]))
        }
    }

    @Test(
        "secrets stay with the server that they were meant for",
        arguments: [
            ("https://a.example/x", "/y", true), ("https://a.example/x", "https://A.example:443/y", true),
            ("http://a.example/x", "https://a.example/x", true),
            ("http://a.example:80/x", "https://a.example:443/x", true),
            ("https://a.example/x", "https://b.example/", false), ("https://a.example/x", "//b.example/", false),
            ("https://a.example/x", "https://www.a.example/", false),
            ("https://a.example/x", "https://a.example:8443/", false),
            ("http://a.example:8080/x", "https://a.example/", false),
            ("http://a.example/x", "https://a.example:8443/", false),
        ])
    func secrets(_ url: String, _ location: String, _ isKept: Bool) throws {
        let harmless = [WebHeader("Accept", "text/html"), WebHeader("User-Agent", "mine")]
        let secret = ["AUTHORIZATION", "Cookie", "Proxy-Authorization", "X-Token"].map { WebHeader($0, "s") }
        var chain = try chain(url, headers: harmless + secret)
        #expect(try chain.follow(status: 302, location: location))
        #expect(chain.request.headers == harmless + (isKept ? secret : []))
        // Coming home does not bring them back.
        #expect(try chain.follow(status: 302, location: "https://a.example/x"))
        #expect(chain.request.headers.count <= harmless.count + (isKept ? secret.count : 0))
    }

    private func chain(_ url: String, headers: [WebHeader]) throws -> RedirectChain {
        try chain(.get, url, headers: headers)
    }

    @Test("five are followed, the sixth is an error that names the last URL")
    func limit() throws {
        var chain = try chain()
        for number in 1...5 { #expect(try chain.follow(status: 302, location: "/\(number)")) }
        #expect(chain.count == 5)
        #expect(
            throws: WebError(
                .tooManyRedirects,
                "https://a.example/x/y redirects more than 5 times, the last time to https://a.example/6")
        ) { try chain.follow(status: 302, location: "/6") }
        #expect(chain.request.url.target == "/5")
    }

    @Test("no way leads from https to http, and the other way is open")
    func clearText() throws {
        var chain = try chain()
        #expect(
            throws: WebError(
                .insecureRedirect, "https://a.example/x/y redirects to clear text: http://a.example/",
                help: "nothing was sent there; let the server redirect to https://")
        ) { try chain.follow(status: 301, location: "http://a.example/") }
        var open = try self.chain(.get, "http://a.example/")
        #expect(try open.follow(status: 301, location: "https://b.example/"))
        #expect(throws: WebError.self) { try open.follow(status: 301, location: "http://c.example/") }
    }

    @Test("a Location that leads nowhere is told, with the way there and without a password")
    func nowhere() throws {
        var chain = try chain()
        #expect(try chain.follow(status: 302, location: "//b.example/"))
        #expect(chain.place == "https://b.example/ (redirected from https://a.example/x/y)")
        #expect(
            throws: WebError(
                .invalidResponse,
                "https://b.example/ (redirected from https://a.example/x/y) redirects to nowhere: "
                    + "'https://***@c/' cannot be asked for: it holds a user or a password")
        ) { try chain.follow(status: 302, location: "https://me:secret@c/") }
        #expect(throws: WebError.self) { try chain.follow(status: 302, location: "javascript:alert(1)") }
    }
}
