import FTPProtocol
import Testing

@Suite("Rows of Windows, NetWare and EPLF")
struct ForeignRowTests {
    private static let now: Int64 = 1_795_253_113  // 2026-11-21 09:25:13

    private func row(_ text: String) -> ListRow { ListRow.parse(Array(text.utf8), now: Self.now) }

    private static func entry(
        _ name: String, _ kind: ListedEntry.Kind, _ size: Int64?, _ modified: Int64? = 1_578_824_400,
        precision: Int64 = 60, mode: UInt16? = nil
    ) -> ListRow {
        .entry(
            ListedEntry(
                name: Array(name.utf8), kind: kind, size: size, modified: modified, precision: precision, mode: mode))
    }

    @Test(
        "Windows",
        arguments: [
            ("01-12-20  10:20AM       <DIR>          wwwroot", entry("wwwroot", .folder, nil)),
            ("01-12-20  10:20AM       <DIR>            two blanks", entry("  two blanks", .folder, nil)),
            ("01-12-20  10:20AM       <DIR> short", entry("short", .folder, nil)),
            ("01-12-20  10:20AM       <DIR>          ..", entry("..", .selfOrParent, nil)),
            ("01-12-20  10:20AM                70420 web.config", entry("web.config", .file, 70_420)),
            ("01-12-20  10:20AM                70420  one blank ", entry(" one blank ", .file, 70_420)),
            ("01-12-2020  10:20AM                70420 a", entry("a", .file, 70_420)),
            ("01-12-2020  10:20                70420 a", entry("a", .file, 70_420)),
            ("01-12-20  10:20 AM  70420 a", entry("a", .file, 70_420)),
            ("01-12-20  10:20 PM.txt", .unknown),
            ("01-12-20  12:05AM  1 a", entry("a", .file, 1, 1_578_787_500)),
            ("01-12-20  12:05PM  1 a", entry("a", .file, 1, 1_578_830_700)),
            ("01-12-20  10:20PM  1 a", entry("a", .file, 1, 1_578_867_600)),
            ("01-12-99  10:20AM  1 a", entry("a", .file, 1, 916_136_400)),
            ("01-12-2020  10:20  1,234,567 a", entry("a", .file, 1_234_567)),
            ("12.01.2020  10:20  1.234 a", entry("a", .file, 1_234)),
            ("12.01.2020  10:20    <DIR>          a", entry("a", .folder, nil)),
            ("31/12/2020  10:20  1 a", entry("a", .file, 1, 1_609_410_000)),
            ("2020-01-12  10:20  1 a", entry("a", .file, 1)),
            (
                "01-12-20  10:20AM    <JUNCTION>     up [C:\\inetpub\\up]",
                entry("up", .link(target: "C:\\inetpub\\up"), nil)
            ),
            ("01-12-20  10:20AM    <SYMLINKD>     up", entry("up", .link(target: nil), nil)),
            ("01-12-20  10:20AM    <SYMLINK>      up", entry("up", .link(target: nil), nil)),
            ("01-12-20  10:20AM    <SPECIAL>      up", .unknown), ("13-32-20  10:20AM  1 a", .unknown),
            ("01-12-20  13:20AM  1 a", .unknown), ("01-12-20  10:20AM  12,34 a", .unknown), ("01-12-20  1 a", .unknown),
            ("01-12-20  10:20AM  1", .unknown), ("226 done", .unknown), ("1 2 3", .unknown),
        ] as [(String, ListRow)])
    func windows(text: String, expected: ListRow) {
        #expect(row(text) == expected)
    }

    @Test(
        "EPLF",
        arguments: [
            (
                "+i8388621.48594,m825427918,r,s280,\tread me", entry("read me", .file, 280, 825_427_918, precision: 1)
            ),
            ("+i8388621.50690,m825427918,/,\t pub", entry(" pub", .folder, nil, 825_427_918, precision: 1)),
            ("+/,r,s1,up755,\ta\tb", entry("a\tb", .folder, nil, nil, precision: 1, mode: 0o755)),
            ("+up644,\tneither", entry("neither", .other("neither r nor /"), nil, nil, precision: 1, mode: 0o644)),
            ("+r,m99999999999999999999,s-1,\tx", entry("x", .file, nil, nil, precision: 1)), ("+r,\t", .unknown),
            ("+r name", .unknown),
        ] as [(String, ListRow)])
    func eplf(text: String, expected: ListRow) {
        #expect(row(text) == expected)
    }

    @Test(
        "NetWare",
        arguments: [
            ("d [RWCEAFMS] admin             512 Jan 12 10:20 pub", entry("pub", .folder, nil, 1_768_213_200)),
            (
                "- [R----F--] admin           70420 Jan 12 2020    a b",
                entry("a b", .file, 70_420, 1_578_787_200, precision: 86_400)
            ),
            ("-[RWCEAFMS] admin 5 Jan 12 10:20 x", entry("x", .file, 5, 1_768_213_200)),
            ("d [RWCEAFMS] admin 512 Jan 12 10:20 .", entry(".", .selfOrParent, nil, 1_768_213_200)),
            ("d [RWCEAFMS admin 512 Jan 12 10:20 pub", .unknown), ("d [RWCEAFMS] admin 512 pub", .unknown),
        ] as [(String, ListRow)])
    func netWare(text: String, expected: ListRow) {
        #expect(row(text) == expected)
    }
}
