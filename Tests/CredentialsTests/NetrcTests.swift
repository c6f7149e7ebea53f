import Credentials
import Testing

@Suite("Netrc files")
struct NetrcTests {
    private static let text = """
        # work
        machine ftp.example.com login joe password "a b\\"c"
        machine other.example.com
          login ann
          password x#y
          account 7
        macdef init
        put machine
        bye

        machine ftp.example.com login second password two
        default login anon password me@
        """

    private func entry(_ host: String, _ user: String? = nil) throws -> NetrcFile.Entry? {
        try NetrcFile(path: "/n", text: Self.text).entry(host: host, user: user)
    }

    @Test("a file is read as curl reads it")
    func read() throws {
        #expect(try entry("ftp.example.com")?.login == "joe")
        #expect(try entry("FTP.example.COM")?.password?.revealed == "a b\"c")
        #expect(try entry("ftp.example.com", "second")?.password?.revealed == "two")
        #expect(try entry("other.example.com")?.password?.revealed == "x#y")
        #expect(try entry("unknown.example.com")?.login == "anon")
        #expect(try entry("unknown.example.com", "joe") == nil)
        #expect(try entry("other.example.com")?.line == 3)
    }

    @Test(
        "a broken file is told with its line, and no word of it",
        arguments: [
            ("machine\n", "/n:1: 'machine' has no value"),
            ("login joe\n", "/n:1: 'login' stands before the first 'machine'"),
            ("machine a\nlogin b password \"open\n", "/n:2: the quotes behind 'password' are never closed"),
            (
                "machine a\nlogin b\nnonsense\n",
                "/n:3: there is a word that is none of a netrc file (a blank in a password needs quotes)"
            ),
        ])
    func broken(text: String, message: String) {
        let error = #expect(throws: NetrcFile.Broken.self) {
            try NetrcFile(path: "/n", text: text).entry(host: "a", user: nil)
        }
        #expect(error?.message == message)
    }

    /// What a file is, whom it is changed for, and what it is then.
    struct Edit: Sendable {
        var before: String
        var user = "joe"
        var password = "new"
        var after: String
    }

    @Test(
        "a log-in is written into its place, and everything else stays byte for byte",
        arguments: [
            Edit(before: "", after: "machine h login joe password new\n"),
            Edit(
                before: "machine x login y password z",
                after: "machine x login y password z\nmachine h login joe password new\n"),
            Edit(before: "machine h login joe password old # c\n", after: "machine h login joe password new # c\n"),
            Edit(
                before: "machine H\r\n\tlogin joe\r\n\tpassword \"o l d\"\r\n",
                after: "machine H\r\n\tlogin joe\r\n\tpassword new\r\n"),
            Edit(before: "machine h login joe\naccount 1\n", after: "machine h login joe password new\naccount 1\n"),
            Edit(
                before: "machine h login ann password x\ndefault login a password b\n",
                after: "machine h login ann password x\nmachine h login joe password new\ndefault login a password b\n"),
            Edit(
                before: "macdef x\nmachine h login joe password no\n\nmachine h login joe password old\n",
                after: "macdef x\nmachine h login joe password no\n\nmachine h login joe password new\n"),
            Edit(before: "", password: "a \"b\" \\ #", after: "machine h login joe password \"a \\\"b\\\" \\\\ #\"\n"),
            Edit(before: "", user: "two words", password: "", after: "machine h login \"two words\" password \"\"\n"),
            Edit(
                before: "macdef init\nput x\n", after: "macdef init\nput x\n\nmachine h login joe password new\n"),
            Edit(before: "machine h login joe passwd old\n", after: "machine h login joe passwd new\n"),
            Edit(before: "", password: "a,b", after: "machine h login joe password \"a,b\"\n"),
            Edit(before: "", password: "#x", after: "machine h login joe password \"#x\"\n"),
        ])
    func setting(edit: Edit) throws {
        let file = try NetrcFile(path: "/n", text: edit.before)
            .setting(host: "h", user: edit.user, password: Secret(edit.password))
        #expect(String(decoding: file.bytes, as: UTF8.self) == edit.after)
        let entry = try #require(try file.entry(host: "h", user: edit.user))
        #expect(entry.login == edit.user && entry.password == Secret(edit.password))
        // A second time it is as it was.
        #expect(try file.setting(host: "h", user: edit.user, password: Secret(edit.password)) == file)
    }

    @Test("where an entry above would win, nothing is written")
    func hidden() {
        let file = NetrcFile(path: "/n", text: "machine x login y password z\nmachine h password theirs\n")
        let error = #expect(throws: NetrcFile.Broken.self) {
            try file.setting(host: "h", user: "joe", password: Secret("new"))
        }
        #expect(error?.message == "/n:2: this entry comes first and wins; change or delete it there")
    }

    @Test("an entry is taken out with its lines, and everything else stays")
    func removing() throws {
        let text = "# a\nmachine h login joe password x\n\nmachine k login b password c  machine h\n login joe\n# end\n"
        let (file, count) = try NetrcFile(path: "/n", text: text).removing(host: "H", user: "joe")
        #expect(count == 2)
        #expect(String(decoding: file.bytes, as: UTF8.self) == "# a\n\nmachine k login b password c  \n# end\n")
        #expect(try file.removing(host: "h", user: nil).count == 0)
    }

    @Test("bytes that are no UTF-8 stay as they are")
    func otherBytes() throws {
        let before: [UInt8] = Array("# caf".utf8) + [0xE9, 0x0A]
        let file = try NetrcFile(path: "/n", bytes: before).setting(host: "h", user: "u", password: Secret("p"))
        #expect(file.bytes.starts(with: before))
    }
}
