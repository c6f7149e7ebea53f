internal import FileTree

/// A request and what becomes of it by redirects (RFC 9110, section 15.4).
struct RedirectChain: Sendable {
    /// How many redirects are followed.
    static let limit = 5

    /// What is to be asked next.
    private(set) var request: WebRequest
    /// How many redirects were followed.
    private(set) var count = 0
    private let first: WebURL

    /// A chain that begins with this request.
    init(_ request: WebRequest) {
        self.request = request
        first = request.url
    }

    /// The URL that is asked, as messages name it.
    var place: String { count == 0 ? "\(request.url)" : "\(request.url) (redirected from \(first))" }

    /// Whether a status sends the client elsewhere. 300 and 304 do not, nor do the retired 305 and 306.
    static func isRedirect(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

    /// Takes an answer in: true where it is a redirect, and ``request`` what it leads to. A redirect without `Location`
    /// is an answer like any other.
    ///
    /// - Throws: ``WebError``: a redirect too many, into clear text, or to no usable URL.
    mutating func follow(status: Int, location: String?) throws(WebError) -> Bool {
        guard Self.isRedirect(status), let location else { return false }
        let (origin, next) = (request.url, try target(location))
        guard count < Self.limit else {
            throw WebError(
                .tooManyRedirects, "\(first) redirects more than \(Self.limit) times, the last time to \(next)")
        }
        guard origin.scheme == .http || next.scheme == .https else {
            throw WebError(
                .insecureRedirect, "\(place) redirects to clear text: \(next)",
                help: "nothing was sent there; let the server redirect to https://")
        }
        changeMethod(status)
        if !Self.isSameServer(origin, next) { leaveSecretsBehind() }
        request.url = next
        count += 1
        return true
    }

    private func target(_ location: String) throws(WebError) -> WebURL {
        do throws(WebError) {
            return try request.url.resolving(location)
        } catch {
            throw WebError(.invalidResponse, "\(place) redirects to nowhere: \(error.message)")
        }
    }

    /// 303 asks for another page to be read; 301 and 302 are taken so for POST by everybody (RFC 9110, 15.4.2 to 15.4.4).
    private mutating func changeMethod(_ status: Int) {
        let isChanged = status == 303 ? request.method != .head : status < 303 && request.method == .post
        guard isChanged else { return }
        request.method = .get
        request.body = []
        request.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
    }

    /// The same scheme, host and port, or the step from there to the host's encrypted default port.
    private static func isSameServer(_ origin: WebURL, _ next: WebURL) -> Bool {
        guard origin.host == next.host else { return false }
        let isUpgrade = origin.scheme == .http && origin.port == 80 && next.scheme == .https && next.port == 443
        return isUpgrade || origin.scheme == next.scheme && origin.port == next.port
    }

    /// Another server learns nothing that may be a secret: `Authorization`, `Cookie`, and headers of a service's own
    /// with names that nobody can list. So what may go on is listed.
    private mutating func leaveSecretsBehind() {
        let harmless: Set = ["accept", "accept-language", "cache-control", "content-type", "pragma", "user-agent"]
        request.headers.removeAll { !harmless.contains($0.name.lowercased()) }
    }
}
