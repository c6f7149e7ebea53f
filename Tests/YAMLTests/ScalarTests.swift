import Testing
import YAML

@Suite("YAML 1.1 scalars")
struct ScalarTests {
    @Test(
        "plain scalars have the types that PyYAML gives them",
        arguments: [
            ("yes", .bool(true)), ("No", .bool(false)), ("ON", .bool(true)), ("off", .bool(false)),
            ("true", .bool(true)),
            ("y", .string("y")), ("n", .string("n")), ("tRue", .string("tRue")), ("~", .null), ("null", .null),
            ("NULL", .null),
            ("nUll", .string("nUll")), ("12", .int(12)), ("-12", .int(-12)), ("+3", .int(3)), ("010", .int(8)),
            ("0x1F", .int(31)),
            ("0b101", .int(5)), ("1_000", .int(1_000)), ("1:30", .int(90)), ("1:30:10", .int(5_410)),
            ("08", .string("08")),
            ("0", .int(0)), ("1.5", .float(1.5)), ("-1.5e+3", .float(-1_500)), (".5", .float(0.5)),
            ("1e3", .string("1e3")),
            (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)), ("2024-01-02", .timestamp("2024-01-02")),
            ("2024-01-02 10:00:00", .timestamp("2024-01-02 10:00:00")), ("1.2.3.4", .string("1.2.3.4")),
            ("-", .string("-")),
            ("99999999999999999999", .string("99999999999999999999")), ("text", .string("text")),
            ("1:90", .string("1:90")),
        ] as [(String, ScalarValue)])
    func plain(text: String, expected: ScalarValue) {
        #expect(Node.Scalar(text: text, isPlain: true).value == expected)
        #expect(Node.Scalar(text: text, isPlain: false).value == .string(text))
    }
}
