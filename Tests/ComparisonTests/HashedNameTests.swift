import Comparison
import Testing

@Suite("Names by content")
struct HashedNameTests {
    @Test(
        "what build tools call their assets",
        arguments: [
            "app.3f2a1b9c.js", "index-DiwrgTda.css", "main.8d3e5f6a7b.chunk.js", "2.BxY3k9Zq.js", "vendor_0a1b2c3d.map",
            "logo-3F2A1B9C.svg",
        ])
    func hashed(name: String) { #expect(HashedName.isOne(name)) }

    @Test(
        "what people call their files",
        arguments: [
            "index.html", "jquery.min.js", "report-20261127.pdf", "2026-11-27.html", "README", "3f2a1b9c",
            "photograph.jpg", "bootstrap-responsive.css", "app.3f2a1b9.js", "EXAMPLES.txt", "style.deadbeef",
            "Document.pdf",
        ])
    func plain(name: String) { #expect(!HashedName.isOne(name)) }
}
