/// What a web server answered.
package struct WebResponse: Hashable, Sendable {
    /// The status, such as 200 (RFC 9110, section 15).
    package var status: Int
    /// The headers in the order in which they came.
    package var headers: [WebHeader]
    /// The body, as far as it was wanted.
    package var body: [UInt8]
    /// Whether the body goes on beyond the bound that was asked for.
    package var isTruncated: Bool
    /// Where the answer comes from: the URL behind the last redirect.
    package var url: WebURL
    /// How many redirects were followed.
    package var redirects: Int

    /// A response from its parts.
    package init(
        status: Int, headers: [WebHeader], body: [UInt8], isTruncated: Bool = false, url: WebURL, redirects: Int = 0
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isTruncated = isTruncated
        self.url = url
        self.redirects = redirects
    }

    /// The value of the first header with this name, whatever the case of its letters.
    package func header(_ name: String) -> String? { headers.first { $0.isNamed(name) }?.value }

    /// The body as text; what is not UTF-8 is replaced (U+FFFD).
    package var text: String { String(decoding: body, as: UTF8.self) }
}
