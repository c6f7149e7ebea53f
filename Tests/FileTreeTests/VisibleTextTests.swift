import FileTree
import JSON
import Testing

@Suite("Texts from outside, as they are shown")
struct VisibleTextTests {
    @Test(
        "what GitHub Actions would take for a command is none",
        arguments: [
            ("::error::x", "\\u{3a}:error::x"), ("  ::error::x", "  \\u{3a}:error::x"),
            ("\t::stop-commands::x", "\\u{9}\\u{3a}:stop-commands::x"), ("a ::error::", "a ::error::"),
            ("a ##[set-output name=release]x", "a ##\\u{5b}set-output name=release]x"), ("a#[b]", "a#[b]"),
            ("\u{600}##[add-mask]x", "\u{600}##\\u{5b}add-mask]x"), ("\u{600}::", "\u{600}::"),
            (":: ", "\\u{3a}: "), (":", ":"), ("", ""), ("  ", "  "),
        ])
    func commands(text: String, shown: String) {
        #expect(VisibleText.escaping(text) == shown)
        #expect(VisibleText.escaping(shown) == shown)
    }

    @Test("nor is it one in JSON, where it stays the same text")
    func json() {
        #expect(JSONValue.string("a ##[add-mask]x").line == "\"a ##\\u005badd-mask]x\"")
    }
}
