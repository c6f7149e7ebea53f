import FTPProtocol
import Testing

/// The same numbers on every run (Steele, Lea, Flood: SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("Hostile listings")
struct ListingFuzzTests {
    private static let pieces = [
        "-rw-r--r--", "drwxr-xr-x+", "lrwxrwxrwx", "d [RWCEAFMS]", "+i1.2,", "m99999999999,", "/,", "\t", " ", "  ",
        "1", "12",
        "8,", "9223372036854775807", "18446744073709551616", "Jan", "Feb", "29", "31", "1月", "日", "12日", "10:20",
        "24:61",
        "10:20:33.999999999999", "2020", "19120", "99999", "2020-01-12", "0000-00-00", "9999-12-31", "+2400", "-9999",
        "T", "Z",
        "->", " -> ", "01-12-20", "10:20AM", "00:00PM", "<DIR>", "<JUNCTION>", "[", "]", "1,234", ",", ".", "..", "/",
        "../",
        "./", "type=", "file", "dir", "cdir", "OS.unix=slink:", ";", "; ", "=", "size=", "modify=", "20200112102033",
        "99999999999999", "191991231235960", "UNIX.mode=", "7777777777", "perm=", "name", "ä", "日本", "\u{0}", "\r",
        "\u{301}",
        "total", "matches total", "truncated", "500", "Options: -a", "AUTH", "REST STREAM", "211-",
    ]

    private static func bytes(_ random: inout SplitMix) -> [UInt8] {
        var row: [UInt8] = []
        for _ in 0..<Int.random(in: 0...14, using: &random) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: row.append(UInt8.random(in: .min ... .max, using: &random))
            case 1: row += repeatElement(UInt8.random(in: .min ... .max, using: &random), count: 40)
            default:
                row +=
                    Array((pieces.randomElement(using: &random) ?? "").utf8)
                    + (Bool.random(using: &random) ? [0x20] : [])
            }
        }
        return row
    }

    /// Whatever a row says must have been in it, and times must be such that a calendar knows them.
    private func isSound(_ parsed: ListRow, _ row: [UInt8]) -> Bool {
        guard case .entry(let entry) = parsed else { return true }
        let isPart =
            entry.name.count <= row.count
            && (0...row.count - entry.name.count).contains {
                row[$0...].starts(with: entry.name)
            }
        let year = entry.modified.map { CivilTime(seconds: $0).year } ?? 1
        return !entry.name.isEmpty && isPart && (entry.size ?? 0) >= 0 && (entry.mode ?? 0) <= 0o7777
            && [1, 60, 86_400].contains(entry.precision) && (-1...9_999).contains(year)
    }

    @Test("no row does harm", arguments: 1...8 as ClosedRange<UInt64>)
    func rows(seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<1_000 {
            let row = Self.bytes(&random)
            for parsed in [
                ListRow.parse(row, now: 1_795_253_113), UnixListing.parse(row, now: 0), MachineListing.row(row),
            ] {
                if !isSound(parsed, row) { Issue.record("\(row) is \(parsed)") }
            }
            if let name = try? NameListing.name(row, in: Array("./".utf8)) {
                #expect(ListedEntry(name: name, kind: .file).hasSafeName)
            }
        }
    }

    @Test("a real row, changed here and there", arguments: 1...8 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) {
        var random = SplitMix(state: seed)
        let rows = [
            "-rw-r--r--   1 web web 70420 Jan 12 10:20 name",
            "lrwxrwxrwx 1 web web 6 2020-01-12 10:20:30.5 +0100 a -> b -> c",
            "01-12-20  10:20AM       <DIR>          name", "+i1.2,m825427918,r,s280,\tname",
            "- [R----F--] admin 70420 1月 12日 10:20 name", "type=OS.unix=slink:/a b;modify=20200112102033;size=1; name",
        ]
        for _ in 0..<1_000 {
            var row = Array((rows.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<row.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: row[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: row.remove(at: place)
                default: row.insert(UInt8.random(in: 0x20...0x3A, using: &random), at: place)
                }
            }
            for parsed in [ListRow.parse(row, now: 1_795_253_113), MachineListing.row(row)] {
                if !isSound(parsed, row) { Issue.record("\(row) is \(parsed)") }
            }
        }
    }

    @Test("replies and names do no harm and lose nothing", arguments: 1...8 as ClosedRange<UInt64>)
    func replies(seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<100 {
            let lines = (0..<3).map { _ in String(decoding: Self.bytes(&random), as: UTF8.self) }
            _ = ListingEnd.judge(Reply(226, lines), rows: Int.random(in: 0...1_000, using: &random))
            let features = Features(Reply(211, lines))
            #expect(features.values.count <= 3)
            for charset in Charset.allCases {
                let names = Set((0..<4).map { _ in Self.bytes(&random).filter { $0 != UInt8(ascii: "/") } }).sorted {
                    $0.lexicographicallyPrecedes($1)
                }
                var wire = WireNames(charset)
                let local = wire.learn(names, in: [])
                #expect(Set(local).count == names.count)
                for (name, sent) in zip(local, names) { #expect((try? wire.path(name)) == sent) }
            }
        }
    }

    @Test("the longest row that is let in is read at once")
    func longRow() {
        for filler in ["1 ", " ", "a", "1,", "1月", ";", " -> ", "/", "[ "] {
            let row = Array(String(repeating: filler, count: 32_768 / filler.utf8.count).utf8)
            for start in ["-rw-r--r-- ", "+", "01-12-20 ", "d [RWCEAFMS] ", "type=OS.unix=slink:", ""] {
                let long = Array(start.utf8) + row
                if case .entry(let entry) = ListRow.parse(long, now: 0) { #expect(entry.name.count <= long.count) }
                if case .entry(let entry) = MachineListing.row(long) { #expect(entry.name.count <= long.count) }
            }
        }
    }
}
