internal import NIOCore
internal import NIOHTTP1

/// The answer to one request as it comes in: what is kept of it, and when there is enough.
struct Reception: Sendable {
    /// What was kept of an answer.
    struct Answer: Sendable {
        let head: HTTPResponseHead
        var body = ByteBuffer()
        var isTruncated = false
    }

    private let bodyLimit: Int
    private let followsRedirects: Bool
    private var answer: Answer?

    /// Keeps at most so many bytes of the body, and none of a redirect that is going to be followed.
    init(bodyLimit: Int, followsRedirects: Bool) {
        self.bodyLimit = max(bodyLimit, 0)
        self.followsRedirects = followsRedirects
    }

    /// Takes the next part in. Gives the answer once nothing more of it is wanted, nil as long as something is.
    ///
    /// - Throws: ``ExchangeProblem/switchedProtocols``.
    mutating func receive(_ part: HTTPClientResponsePart) throws(ExchangeProblem) -> Answer? {
        switch part {
        case .head(let head):
            // Nothing but HTTP was offered, and what follows is not HTTP.
            guard head.status.code != 101 else { throw .switchedProtocols }
            answer = Answer(head: head)
            let leadsOn = RedirectChain.isRedirect(Int(head.status.code)) && head.headers.contains(name: "Location")
            return followsRedirects && leadsOn ? answer : nil
        case .body(var bytes):
            let room = bodyLimit - (answer?.body.readableBytes ?? 0)
            guard bytes.readableBytes > room else {
                answer?.body.writeBuffer(&bytes)
                return nil
            }
            if var kept = bytes.readSlice(length: room) { answer?.body.writeBuffer(&kept) }
            answer?.isTruncated = true
            return answer
        case .end: return answer
        }
    }
}
