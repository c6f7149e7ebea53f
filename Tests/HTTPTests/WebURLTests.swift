import Testing

@testable import HTTP

/// What can be asked for, and how it is written then.
@Suite("Web URLs")
struct WebURLTests {
    @Test(
        "a URL is written in one way",
        arguments: [
            ("http://example.com", "http://example.com/"), ("HTTPS://Example.COM/", "https://example.com/"),
            ("https://example.com:443/a", "https://example.com/a"), ("http://example.com:80", "http://example.com/"),
            ("http://example.com:443/", "http://example.com:443/"), ("http://example.com:/", "http://example.com/"),
            ("https://example.com?a=1", "https://example.com/?a=1"), ("http://h/a?", "http://h/a?"),
            ("http://h/a#part", "http://h/a"), ("http://h/a?b#c?d", "http://h/a?b"),
            ("http://h/a/./b/../c", "http://h/a/c"), ("http://h/../../a", "http://h/a"),
            ("http://[::1]/", "http://[::1]/"), ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
            ("http://h/ä b", "http://h/%C3%A4%20b"), ("http://h/?q=ü&r=a b", "http://h/?q=%C3%BC&r=a%20b"),
            ("http://h/%41%2f%zz%", "http://h/%41%2f%25zz%25"),
            ("http://h/\"<>\\^`{|}[]", "http://h/%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D"),
            ("http://h/-._~!$&'()*+,;=:@", "http://h/-._~!$&'()*+,;=:@"), ("http://h/a?b?c/d", "http://h/a?b?c/d"),
            ("http://h//a//b", "http://h//a//b"), ("http://h/.deploy/", "http://h/.deploy/"),
        ])
    func written(_ text: String, _ expected: String) throws {
        #expect(try WebURL(text).description == expected)
    }

    @Test("what goes into the Host header and the request line")
    func parts() throws {
        let url = try WebURL("https://[::1]:8443/a?b#c")
        #expect(url.host == "::1" && url.port == 8_443 && url.scheme == .https)
        #expect(url.authority == "[::1]:8443" && url.target == "/a?b")
        #expect(try WebURL("http://h:80/").authority == "h")
        #expect(try WebURL("http://example.com./").certificateName == "example.com")
    }

    private static let scheme = "it begins with neither https:// nor http://"
    private static let control = "it holds a line break or another control character"
    private static let login = "it holds a user or a password"
    private static let host = "its host is no name and no address"
    private static let brackets = "in its brackets stands no IPv6 address"
    private static let port = "what follows its host is not a port"

    @Test(
        "what cannot be asked for, and why",
        arguments: [
            ("ftp://h/", "ftp://h/", scheme), ("example.com/a", "example.com/a", scheme), ("", "", scheme),
            ("//h/a", "//h/a", scheme), (" http://h/", " http://h/", scheme),
            ("http://", "http://", "it names no host"), ("http:/a", "http:/a", "it names no host"),
            ("http:///a", "http:///a", "it names no host"), ("https:a", "https:a", "it names no host"),
            ("http://:80/", "http://:80/", "it names no host"),
            ("http://h/a\r\nb", "http://h/a\\u{d}\\u{a}b", control), ("http://h/\0", "http://h/\\u{0}", control),
            ("http://h/\u{85}", "http://h/\\u{85}", control), ("http://h\t/", "http://h\\u{9}/", control),
            ("https://me:secret@h/", "https://***@h/", login), ("https://me@h/", "https://***@h/", login),
            ("https://me:se/cret@h/", "https://***@h/", port), ("https://a:b@c@h/", "https://***@h/", login),
            ("http://bücher.de/", "http://bücher.de/", "its host has letters beyond ASCII"),
            ("http://a b/", "http://a b/", host), ("http://a%41/", "http://a%41/", host),
            ("http://h\\i/", "http://h\\i/", host),
            ("http://[::1/", "http://[::1/", brackets), ("http://[h]/", "http://[h]/", brackets),
            ("http://[127.0.0.1]/", "http://[127.0.0.1]/", brackets), ("http://[]/", "http://[]/", brackets),
            ("http://[fe80::1%25eth0]/", "http://[fe80::1%25eth0]/", brackets),
            ("http://h:0/", "http://h:0/", port), ("http://h:65536/", "http://h:65536/", port),
            ("http://h:+80/", "http://h:+80/", port), ("http://h:٨٠/", "http://h:٨٠/", port),
            ("http://h:80:90/", "http://h:80:90/", port), ("http://[::1]80/", "http://[::1]80/", port),
            ("http://::1/", "http://::1/", "it names no host"),
        ])
    func refused(_ text: String, _ shown: String, _ reason: String) throws {
        let error = try #require(throws: WebError.self) { try WebURL(text) }
        #expect(error.code == .invalidURL)
        #expect(error.message == "'\(shown)' cannot be asked for: \(reason)")
    }

    @Test("a way out stands behind the reason")
    func help() throws {
        let error = try #require(throws: WebError.self) { try WebURL("https://me:secret@h/") }
        #expect(
            error.description == """
                'https://***@h/' cannot be asked for: it holds a user or a password
                  leave them out; a header 'Authorization' can log in
                """)
        #expect(
            throws: WebError(
                .invalidURL, "'h' cannot be asked for: it begins with neither https:// nor http://",
                help: "write https://host/path")
        ) { try WebURL("h") }
    }

    @Test("the examples of RFC 3986 that stay on the web, without their fragments")
    func references() throws {
        let base = try WebURL("http://a/b/c/d;p?q")
        for (reference, target) in URIReferenceTests.normal + URIReferenceTests.abnormal
        where !["g:h", "http:g", "//g"].contains(reference) {
            let expected = target.prefix { $0 != "#" }
            #expect(try base.resolving(reference).description == expected, "\(reference)")
        }
        #expect(try base.resolving("//g").description == "http://g/")
        #expect(try base.resolving("//g:81").description == "http://g:81/")
        #expect(try base.resolving("ä b").description == "http://a/b/c/%C3%A4%20b")
        #expect(try WebURL("https://[::1]:8443/a").resolving("b").description == "https://[::1]:8443/b")
        #expect(throws: WebError.self) { try base.resolving("g:h") }
        #expect(throws: WebError.self) { try base.resolving("http:g") }
        #expect(throws: WebError.self) { try base.resolving("//me@g/") }
        #expect(throws: WebError.self) { try base.resolving("a\nb") }
    }
}
