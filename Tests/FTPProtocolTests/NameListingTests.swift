import FTPProtocol
import Testing

@Suite("Rows of NLST")
struct NameListingTests {
    @Test(
        "the folder's path is taken off",
        arguments: [
            ("index.html", "", "index.html"), ("./index.html", "", "index.html"), (" a ", "", " a "),
            ("/www/a", "/www", "a"), ("/www/a", "/www/", "a"), ("www/a", "/www", "a"), ("www/a", "www", "a"),
            ("/a", "/", "a"), ("a", "/", "a"), ("./a", "/www", "a"), (".htaccess", "", ".htaccess"),
            ("www", "/www", "www"),
            (".", "", nil), ("..", "", nil), ("./.", "", nil), ("/www/..", "/www", nil), ("", "", nil),
            ("/www/", "/www", nil),
        ])
    func names(row: String, folder: String, expected: String?) throws {
        let name = try NameListing.name(Array(row.utf8), in: Array(folder.utf8))
        #expect(name == expected.map { Array($0.utf8) })
    }

    @Test(
        "names from elsewhere are refused",
        arguments: ["../a", "/etc/passwd", "a/b", "/wwwroot/a", "/www/a/b", "/www/../a", "a\u{1B}[2J", "././a", "a/"])
    func hostile(row: String) {
        let error = #expect(throws: NameListing.Hostile.self) {
            try NameListing.name(Array(row.utf8), in: Array("/www".utf8))
        }
        #expect(error?.row == Array(row.utf8))
    }
}
