package import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import TLS

/// A client for HTTP/1.1 (RFC 9110, RFC 9112): one connection for each request, nothing kept.
package struct HTTPClient: Sendable {
    private let agent: String
    private let trust: TLSContext
    private let group: any EventLoopGroup

    /// A client.
    ///
    /// - Parameters:
    ///   - version: this program's version, for `User-Agent: deploy/<version>`.
    ///   - trust: whom encrypted connections trust; nil for the authorities of this system.
    ///   - group: where the connections live.
    /// - Throws: ``TLSError`` where the system's authorities cannot be set up.
    package init(
        version: String, trust: TLSContext? = nil,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws(TLSError) {
        agent = "deploy/\(version)"
        self.trust = if let trust { trust } else { try TLSContext(trust: .system) }
        self.group = group
    }

    /// Sends a request, follows redirects, and gives the answer, whatever its status.
    ///
    /// - Parameters:
    ///   - timeout: how long all of it may take, in seconds: look-up of names, connections, redirects, the body.
    ///   - followsRedirects: false for the first answer, also where that is a redirect.
    ///   - bodyLimit: how many bytes of the body are kept; where there are more, the connection is closed.
    /// - Throws: ``WebError``, or `CancellationError` where the task is cancelled, which closes the connection at once.
    package func send(
        _ request: WebRequest, timeout: Int = 30, followsRedirects: Bool = true, bodyLimit: Int = 1_048_576
    ) async throws -> WebResponse {
        // A day is for ever here, and far from what a clock in nanoseconds cannot hold.
        let deadline = NIODeadline.now() + .seconds(Int64(min(max(timeout, 0), 86_400)))
        let reception = Reception(bodyLimit: bodyLimit, followsRedirects: followsRedirects)
        let loop = group.next()
        var chain = RedirectChain(request)
        while true {
            let exchange = Exchange(
                head: try RequestHead.make(chain.request, agent: agent), request: chain.request,
                reception: reception, trust: trust, deadline: deadline)
            let answer: Reception.Answer
            do {
                answer = try await exchange.run(on: loop)
            } catch let error as CancellationError {
                throw error
            } catch {
                throw ExchangeFailure(place: chain.place, timeout: timeout).describe(error)
            }
            let (status, headers) = (Int(answer.head.status.code), answer.head.headers)
            let location = headers.first(name: "Location")
            if followsRedirects, try chain.follow(status: status, location: location) { continue }
            return WebResponse(
                status: status, headers: headers.map { WebHeader($0.name, $0.value) },
                body: Array(answer.body.readableBytesView), isTruncated: answer.isTruncated,
                url: chain.request.url, redirects: chain.count)
        }
    }
}
