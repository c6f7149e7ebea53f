import Credentials
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("a secret never shows")
    func hidden() {
        let login = Login(user: "joe", password: Secret("hush-hush"), origin: "test")
        let query = LoginQuery(host: "h", port: 21, user: nil, password: .text(Secret("hush-hush"), origin: "test"))
        let entry = KeyringEntry(name: "h", user: "joe", password: Secret("hush-hush"))
        var dumped = ""
        dump(login, to: &dumped)
        dump(query, to: &dumped)
        dump(entry, to: &dumped)
        for text in [
            "\(login)", String(reflecting: login), dumped, "\(login.password)", String(reflecting: login.password),
            "\(query)", String(reflecting: query), "\(entry)", String(reflecting: KeyringFinding.found(entry)),
        ] {
            #expect(!text.contains("hush-hush"))
        }
    }

    @Test("it is compared by what it says")
    func equal() {
        #expect(Secret("a") == Secret(bytes: [97]) && Secret("a") != Secret("b") && Secret("").isEmpty)
        #expect(Set([Secret("a"), Secret("a")]).count == 1)
    }
}
