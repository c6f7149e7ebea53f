import DeployModel
import Testing

@Suite("Limits of deletions")
struct DeleteLimitTests {
    @Test("as they are written", arguments: ["0", "100", "0%", "50%", "100%"])
    func texts(text: String) {
        #expect(DeleteLimit(text)?.text == text)
    }

    @Test("and what is none", arguments: ["", "%", "-1", "1.5", "101%", "50 %", "half", "99999999999999999999", "٣"])
    func wrong(text: String) {
        #expect(DeleteLimit(text) == nil)
    }

    @Test(
        "what they allow",
        arguments: [
            (DeleteLimit.count(3), 3, 100, true), (.count(3), 4, 100, false), (.count(0), 1, 5, false),
            (.count(0), 0, 5, true), (.percent(50), 50, 100, true), (.percent(50), 51, 100, false),
            (.percent(50), 11, 21, false), (.percent(50), 20, 20, true), (.percent(0), 1, 21, false),
            (.percent(100), 500, 500, true),
        ])
    func limits(limit: DeleteLimit, deletions: Int, files: Int, isAllowed: Bool) {
        #expect(limit.allows(deletions, of: files) == isAllowed)
    }
}
