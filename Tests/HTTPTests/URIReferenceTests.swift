import Testing

@testable import HTTP

/// RFC 3986: how a URI is taken apart, and what a reference means.
@Suite("URI references")
struct URIReferenceTests {
    /// Section 5.4.1, all of it.
    static let normal = [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("g;x?y#s", "http://a/b/c/g;x?y#s"),
        ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
        ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../", "http://a/"),
        ("../../g", "http://a/g"),
    ]

    /// Section 5.4.2, all of it; `http:g` as strict parsers take it.
    static let abnormal = [
        ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"), ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("g#s/./x", "http://a/b/c/g#s/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"), ("http:g", "http:g"),
    ]

    @Test("the examples of RFC 3986, section 5.4", arguments: normal + abnormal)
    func examples(_ reference: String, _ target: String) {
        let base = URIReference("http://a/b/c/d;p?q")
        #expect(URIReference(reference).resolved(against: base).description == target)
    }

    @Test(
        "bases without a path, and paths without a base's slash",
        arguments: [
            ("http://a", "g", "http://a/g"), ("http://a?q", "g", "http://a/g"), ("http://a", "", "http://a"),
            ("http://a", "?y", "http://a?y"), ("mid:d", "g", "mid:g"), ("http://a/b", "//h/../i", "http://h/i"),
        ])
    func edges(_ base: String, _ reference: String, _ target: String) {
        #expect(URIReference(reference).resolved(against: URIReference(base)).description == target)
    }

    @Test("dots are removed by the letter of section 5.2.4")
    func dots() {
        #expect(URIReference.removingDotSegments("/a/b/c/./../../g") == "/a/g")
        #expect(URIReference.removingDotSegments("mid/content=5/../6") == "mid/6")
        #expect(URIReference.removingDotSegments("../a") == "a")
        #expect(URIReference.removingDotSegments("./a") == "a")
        #expect(URIReference.removingDotSegments("..") == "")
        #expect(URIReference.removingDotSegments("/..") == "/")
        #expect(URIReference.removingDotSegments("//a/..//") == "//" + "/")
    }

    @Test("the five parts, where marks stand in each other's way")
    func parts() {
        let whole = URIReference("http://h:8/p:q//r?a?b/c#d#?e")
        #expect(whole.scheme == "http" && whole.authority == "h:8" && whole.path == "/p:q//r")
        #expect(whole.query == "a?b/c" && whole.fragment == "d#?e")
        let path = URIReference("1a:b")
        #expect(path.scheme == nil && path.path == "1a:b")
        let empty = URIReference("http://h/?#")
        #expect(empty.query == "" && empty.fragment == "")
        #expect(URIReference("./a:b").scheme == nil)
        #expect(URIReference("a/b:c").path == "a/b:c")
    }

    @Test("an accent that combines with a mark hides it from nobody")
    func combined() {
        let reference = URIReference("http://h/\u{301}a?\u{301}b")
        #expect(reference.authority == "h")
        #expect(reference.query?.unicodeScalars.count == 2)
    }
}
