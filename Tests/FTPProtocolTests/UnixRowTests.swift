import FTPProtocol
import Testing

/// Each row is read by the one entry for all forms, as callers do it.
@Suite("Rows of ls -l")
struct UnixRowTests {
    private static let now: Int64 = 1_795_253_113  // 2026-11-21 09:25:13

    private func entry(_ row: String) -> ListedEntry? { entry(Array(row.utf8)) }

    private func entry(_ row: [UInt8]) -> ListedEntry? {
        if case .entry(let entry) = ListRow.parse(row, now: Self.now) { entry } else { nil }
    }

    private static func file(
        _ name: String, _ size: Int64?, _ modified: Int64?, precision: Int64 = 60, mode: UInt16 = 0o644
    ) -> ListedEntry {
        ListedEntry(
            name: Array(name.utf8), kind: .file, size: size, modified: modified, precision: precision, mode: mode)
    }

    @Test(
        "columns may be missing, joined, numbers or of several words",
        arguments: [
            (
                "-rw-r--r--    1 33       33         70420 Jan 12 10:20 index.html",
                file("index.html", 70_420, 1_768_213_200)
            ),
            ("-rw-r--r--   1 www-data 70420 Jan 12 10:20 no group", file("no group", 70_420, 1_768_213_200)),
            ("-rw-r--r--   www-data staff 70420 Jan 12 10:20 no links", file("no links", 70_420, 1_768_213_200)),
            ("-rw-r--r-- 70420 Jan 12 10:20 neither", file("neither", 70_420, 1_768_213_200)),
            ("-rw-r--r-- 1 IUSR WEB Domain Users 512 Jan 12 10:20 a", file("a", 512, 1_768_213_200)),
            ("-rw-r--r-- 1 jan 12 2020 Jan 12 10:20 who is jan", file("who is jan", 2_020, 1_768_213_200)),
            ("-rw-r--r-- 1 1000 1000 12 Jan 12 10:20 small", file("small", 12, 1_768_213_200)),
            ("-rw-r--r-- 1 1000 1000 12 Jan 12 small", file("small", 12, 1_768_176_000, precision: 86_400)),
            ("-rw-r--r--1000 web web 5 Jan 12 10:20 many links", file("many links", 5, 1_768_213_200)),
            ("-rw-r--r--+  1 web web 5 Jan 12 10:20 acl", file("acl", 5, 1_768_213_200)),
            ("-rw-r--r--.  1 web web 5 Jan 12 10:20 selinux", file("selinux", 5, 1_768_213_200)),
            ("-rw-r--r--@  1 web web 5 Jan 12 10:20 xattr", file("xattr", 5, 1_768_213_200)),
            (
                "-rw-r--r-- 1 web web 9223372036854775807 Jan 12 10:20 large",
                file("large", 9_223_372_036_854_775_807, 1_768_213_200)
            ),
            ("-rw-r--r-- 1 web web 18446744073709551615 Jan 12 10:20 -1", file("-1", nil, 1_768_213_200)),
            ("-rwsr-Sr-T 1 web web 5 Jan 12 10:20 bits", file("bits", 5, 1_768_213_200, mode: 0o7744)),
            ("-rw-r-lr-- 1 web web 5 Jan 12 10:20 locks", file("locks", 5, 1_768_213_200)),
        ])
    func columns(row: String, expected: ListedEntry) {
        #expect(entry(row) == expected)
    }

    @Test(
        "names keep what the row has of them",
        arguments: [
            " two  blanks ", "  leading", "trailing  ", "Jan 12 10:20 x", "a -> b", "10:20", "512 Jan 12 10:20 a",
            "-rw",
            "\u{FEFF}", "tab\tin", "ä ö", "名前", "%20", "[1]", "total 5",
        ])
    func names(name: String) {
        let row = entry("-rw-r--r-- 1 web web 5 Jan 12  2020 \(name)")
        #expect(row == Self.file(name, 5, 1_578_787_200, precision: 86_400))
    }

    @Test("names that are not UTF-8 stay bytes")
    func rawName() {
        let name: [UInt8] = [0xE4, 0x20, 0xFF, 0x80]
        #expect(entry(Array("-rw-r--r-- 1 web web 5 Jan 12 10:20 ".utf8) + name)?.name == name)
    }

    @Test(
        "dates of all orders and languages",
        arguments: [
            ("Jan 12 10:20", 1_768_213_200, 60), ("Jan 12  2020", 1_578_787_200, 86_400),
            ("JAN 12 2020", 1_578_787_200, 86_400),
            ("12 Jan 2020", 1_578_787_200, 86_400), ("12. Jan 10:20", 1_768_213_200, 60),
            ("Jan 12", 1_768_176_000, 86_400),
            ("Jan 12 10:20:33 2020", 1_578_824_433, 1), ("Jan 12 10:20AM", 1_768_213_200, 60),
            ("Jan 12 19120", 1_578_787_200, 86_400), ("Feb 29 10:20", 1_709_202_000, 60),
            ("Dec 31 23:59", 1_767_225_540, 60), ("Nov 22 09:20", 1_795_339_200, 60),
            ("Nov 22 9:20", 1_795_339_200, 60),
            ("2020-01-12 10:20", 1_578_824_400, 60), ("2020-01-12 10:20:33", 1_578_824_433, 1),
            ("2020-01-12 10:20:33.123456789 +0100", 1_578_820_833, 1), ("2020-01-12 09:20:33 +0000", 1_578_820_833, 1),
            ("2020-01-12T10:20:33Z", 1_578_824_433, 1), ("2020-01-12T10:20:33+01:00", 1_578_820_833, 1),
            ("2020-01-12", 1_578_787_200, 86_400), ("01-12 10:20", 1_768_213_200, 60),
            ("Mär  5 10:20", 1_772_706_000, 60), ("mars   5 10:20", 1_772_706_000, 60),
            ("5 mars 10:20", 1_772_706_000, 60),
            ("janv. 12 10:20", 1_768_213_200, 60), ("12 de jan 10:20", 1_768_213_200, 60),
            ("ene 12 10:20", 1_768_213_200, 60),
            ("gen 12 10:20", 1_768_213_200, 60), ("mrt  5 10:20", 1_772_706_000, 60),
            ("янв 12 10:20", 1_768_213_200, 60),
            ("12 ЯНВ 2020", 1_578_787_200, 86_400), ("sty 12 10:20", 1_768_213_200, 60),
            (" 1月 12 10:20", 1_768_213_200, 60),
            ("1月 12日 10:20", 1_768_213_200, 60), ("1月12日 10:20", 1_768_213_200, 60),
            ("1월 12일 10:20", 1_768_213_200, 60),
            ("2020年 1月 12日", 1_578_787_200, 86_400), ("1月 12日 2020年", 1_578_787_200, 86_400),
        ] as [(String, Int64, Int64)])
    func dates(date: String, modified: Int64, precision: Int64) {
        let row = entry("-rw-r--r-- 1 web web 5 \(date) name")
        #expect(row == Self.file("name", 5, modified, precision: precision))
    }

    @Test("a month's name in the server's own charset is read where it can be")
    func dateBytes() {
        let latin = Array("-rw-r--r-- 1 web web 5 M".utf8) + [0xE4] + Array("r  5 10:20 name".utf8)
        #expect(entry(latin) == Self.file("name", 5, 1_772_706_000))
        let shiftJIS = Array("-rw-r--r-- 1 web web 5  1".utf8) + [0x8C, 0x8E] + Array(" 12 10:20 name".utf8)
        #expect(entry(shiftJIS) == Self.file("name", 5, 1_768_213_200))
    }

    @Test(
        "twelve months a language",
        arguments: [
            "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
            "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.",
            "ene feb mar abr may jun jul ago sep oct nov dic", "gen feb mar apr mag giu lug ago set ott nov dic",
            "jan fev mar abr mai jun jul ago set out nov dez", "jan feb mrt apr mei jun jul aug sep okt nov dec",
            "янв фев мар апр май июн июл авг сен окт ноя дек", "sty lut mar kwi maj cze lip sie wrz paź lis gru",
            "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
        ])
    func months(names: String) {
        for (index, name) in names.split(separator: " ").enumerated() {
            let modified = entry("-rw-r--r-- 1 web web 5 \(name) 12  2020 name")?.modified
            #expect(modified.map { CivilTime(seconds: $0).month } == index + 1, "\(name)")
        }
    }

    @Test("a year beyond four digits costs the time, not the row")
    func farYear() {
        #expect(entry("-rw-r--r-- 1 web web 5 Jan 12 12020 name") == Self.file("name", 5, nil, precision: 86_400))
    }

    @Test(
        "folders, links, devices",
        arguments: [
            ("drwxr-xr-x  4 web web 4096 Jan 12 10:20 .", ".", .selfOrParent, nil),
            ("drwxr-xr-x  4 web web 4096 Jan 12 10:20 ...", "...", .folder, nil),
            ("drwxrwsr-x               folder        2 Jan 12 10:20 net", "net", .folder, nil),
            ("lrwxrwxrwx 1 web web 5 Jan 12 10:20 l -> a b c", "l", .link(target: "a b c"), 5),
            ("lrwxrwxrwx 1 web web 1 Jan 12 10:20 a -> b -> c", "a -> b", .link(target: "c"), 1),
            ("lrwxrwxrwx 1 web web 6 Jan 12 10:20 a -> b -> c", "a", .link(target: "b -> c"), 6),
            ("lrwxrwxrwx 1 web web 99 Jan 12 10:20 a -> b -> c", "a", .link(target: "b -> c"), 99),
            ("lrwxrwxrwx 1 web web 4 Jan 12 10:20 alone", "alone", .link(target: nil), 4),
            ("brw-rw----  1 root disk      8,   0 Jan 12 10:20 sda", "sda", .other("b"), nil),
            ("crw-rw-rw-  1 root root 1,3 Jan 12 10:20 null", "null", .other("c"), nil),
            ("srwxrwxrwx  1 web web 0 Jan 12 10:20 php.sock", "php.sock", .other("s"), nil),
            ("Drw-r--r--  1 web web 0 Jan 12 10:20 door", "door", .other("D"), nil),
        ] as [(String, String, ListedEntry.Kind, Int64?)])
    func kinds(row: String, name: String, kind: ListedEntry.Kind, size: Int64?) {
        #expect(entry(row)?.name == Array(name.utf8))
        #expect(entry(row)?.kind == kind)
        #expect(entry(row)?.size == size)
    }

    @Test(
        "rows without an entry",
        arguments: [
            ("total 12", .noise), ("Total 12", .noise), ("insgesamt 12", .noise), ("итого 12", .noise),
            ("総計 12", .unknown),
            ("合計 12", .noise), ("total 1,2K", .noise), ("", .noise), ("   ", .noise),
            ("ls: cannot open directory '.': Permission denied", .unknown),
            ("ls: name: No such file or directory", .unknown),
            ("-rw-r--r-- 1 web web 5 Jan 12 10:20", .unknown), ("-rw-r--r-- 1 web web 5 Jan 12 10:20 ", .unknown),
            ("-rw-r--r-- 1 web web five Jan 12 10:20 name", .unknown),
            ("-rw-r--r-- 1 web web 5 Jan 32 10:20 name", .unknown),
            ("-rw-r--r-- 1 web web 5 Feb 30 2020 name", .unknown),
            ("-rw-r--r-- 1 web web 5 Jan 12 25:20 name", .unknown),
            ("-rw-r--r-- 1 web web 5 Foo 12 10:20 name", .unknown),
            ("xrw-r--r-- 1 web web 5 Jan 12 10:20 name", .unknown),
            ("-rw-r--r 1 web web 5 Jan 12 10:20 name", .unknown), ("name.txt", .unknown),
            ("Directory SYS:[ANONYMOUS]", .unknown),
        ] as [(String, ListRow)])
    func noEntry(row: String, expected: ListRow) {
        #expect(ListRow.parse(Array(row.utf8), now: Self.now) == expected)
    }
}
