import Credentials
import Testing

@Suite("Credentials")
struct CredentialsTests {
    private let text = """
        # work
        machine ftp.example.com login joe password "a b\\"c"
        machine other.example.com
          login ann   # no comment here would be a word
          password x#y
          account 7
        macdef init
        put machine
        bye

        machine ftp.example.com login second password two
        default login anon password me@
        """

    private func entry(_ host: String, _ user: String? = nil) throws -> NetrcFile.Entry? {
        try NetrcFile(path: "/n", text: text.replacing("   # no comment here would be a word", with: "")).entry(
            host: host, user: user)
    }

    @Test("a netrc file is read as curl reads it")
    func netrc() throws {
        #expect(try entry("ftp.example.com")?.login == "joe")
        #expect(try entry("FTP.example.COM")?.password.revealed == "a b\"c")
        #expect(try entry("ftp.example.com", "second")?.password.revealed == "two")
        #expect(try entry("other.example.com")?.password.revealed == "x#y")
        #expect(try entry("unknown.example.com")?.login == "anon")
        #expect(try entry("unknown.example.com", "joe") == nil)
        #expect(try entry("other.example.com")?.line == 3)
    }

    @Test(
        "a broken netrc file is told with its line",
        arguments: [
            ("machine\n", "/n:1: 'machine' has no value"),
            ("login joe\n", "/n:1: 'login' stands before the first 'machine'"),
            (
                "machine a\nlogin b\nnonsense\n",
                "/n:3: there is a word that is none of a netrc file (a blank in a password needs quotes)"
            ),
        ])
    func broken(text: String, message: String) {
        #expect(throws: LoginSearch.Failure.unusable(message)) {
            try NetrcFile(path: "/n", text: text).entry(host: "a", user: nil)
        }
    }

    @Test("the URL comes first, then netrc, then anonymous")
    func order() throws {
        let search = LoginSearch(netrc: NetrcFile(path: "/n", text: "machine h login joe password p\n"))
        typealias Query = LoginSearch.Query
        #expect(try search.find(Query(host: "h", user: "a", password: Secret("x"))).origin == "the URL")
        #expect(try search.find(Query(host: "h", user: nil, password: nil)).user == "joe")
        #expect(try search.find(Query(host: "h", user: "joe", password: nil)).origin == "/n, line 1")
        #expect(try search.find(Query(host: "x", user: nil, password: nil)) == .anonymous)
        #expect(try search.find(Query(host: "h", user: "a", password: Secret(""))).password.isEmpty)
        #expect(throws: LoginSearch.Failure.noPassword(user: "ann", host: "h", searched: ["the URL", "/n"])) {
            try search.find(Query(host: "h", user: "ann", password: nil))
        }
    }

    @Test("a secret never shows")
    func secret() {
        let login = Login(user: "joe", password: Secret("hush-hush"), origin: "test")
        var dumped = ""
        dump(login, to: &dumped)
        for text in [
            "\(login)", String(reflecting: login), dumped, "\(login.password)", String(reflecting: login.password),
        ] {
            #expect(!text.contains("hush-hush"))
        }
    }
}
