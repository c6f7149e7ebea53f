/// What is asked of a web server.
package struct WebRequest: Hashable, Sendable {
    /// What is to be done (RFC 9110, section 9.3; PATCH: RFC 5789).
    package enum Method: String, Hashable, Sendable, CaseIterable {
        /// Give the page.
        case get = "GET"
        /// Give the page's head alone.
        case head = "HEAD"
        /// Work on what is sent along.
        case post = "POST"
        /// Put what is sent along in the page's place.
        case put = "PUT"
        /// Change the page by what is sent along.
        case patch = "PATCH"
        /// Remove the page.
        case delete = "DELETE"
        /// Tell what can be done.
        case options = "OPTIONS"
    }

    /// What is to be done.
    package var method: Method
    /// With what.
    package var url: WebURL
    /// Headers in the order in which they are sent. Those that frame the message (`Host`, `Content-Length`,
    /// `Connection` and the like) are the client's and refused here.
    package var headers: [WebHeader]
    /// What is sent along.
    package var body: [UInt8]

    /// A request from its parts.
    package init(_ method: Method = .get, _ url: WebURL, headers: [WebHeader] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// A line of a request's or a response's head (RFC 9110, section 5).
package struct WebHeader: Hashable, Sendable {
    /// The name; letters count without their case.
    package var name: String
    /// The value.
    package var value: String

    /// A header from its parts; they are checked when it is sent.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether this header has the name, whatever the case of its letters.
    package func isNamed(_ name: String) -> Bool { self.name.lowercased() == name.lowercased() }
}
