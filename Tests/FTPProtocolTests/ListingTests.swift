import FTPProtocol
import Testing

@Suite("Listings")
struct ListingTests {
    private static let now: Int64 = 1_795_253_113  // 2026-11-21 09:25:13

    @Test(
        "machine rows of real servers",
        arguments: [
            (
                "modify=20261121093441;perm=adfrw;size=2;type=file;unique=FE00UF7E92B;UNIX.mode=0644; .hidden",
                ListedEntry(name: Array(".hidden".utf8), kind: .file, size: 2, modified: 1_795_253_681, mode: 0o644)
            ),
            (
                "type=dir;sizd=4096;UNIX.mode=0755; dir",
                ListedEntry(name: Array("dir".utf8), kind: .folder, size: 4096, mode: 0o755)
            ),
            ("type=cdir; .", ListedEntry(name: [0x2E], kind: .selfOrParent)),
            ("type=OS.unix=slink:; link", ListedEntry(name: Array("link".utf8), kind: .link(target: ""))),
            ("Type=OS.unix=slink:/a/b; l", ListedEntry(name: Array("l".utf8), kind: .link(target: "/a/b"))),
            ("type=OS.unix=symlink; l", ListedEntry(name: Array("l".utf8), kind: .link(target: nil))),
            ("TYPE=FILE;SIZE=7  leading blank", ListedEntry(name: Array(" leading blank".utf8), kind: .file, size: 7)),
            ("size=-1;type=file;modify=x; a", ListedEntry(name: [0x61], kind: .file)),
            (" only a name", ListedEntry(name: Array("only a name".utf8), kind: .other("untyped"))),
        ])
    func machine(row: String, expected: ListedEntry) {
        #expect(MachineListing.parse(Array(row.utf8)) == expected)
    }

    @Test("rows without a name are none", arguments: ["type=file;size=1;", "type=file; ", ""])
    func noMachineRow(row: String) {
        #expect(MachineListing.parse(Array(row.utf8)) == nil)
    }

    private func unix(_ row: String) -> ListedEntry? {
        if case .entry(let entry) = UnixListing.parse(Array(row.utf8), now: Self.now) { entry } else { nil }
    }

    @Test(
        "Unix rows of real servers",
        arguments: [
            ("-rw-r--r--    1 2121     2121            2 Nov 21 09:36 .hidden", ".hidden", 2, 1_795_253_760, 60),
            (
                "-rw-r--r--   1 tester   2121            2 Sep  9  2001 old file.txt", "old file.txt", 2, 999_993_600,
                86_400
            ),
            ("-rw-------   1 root  1234567 Dec 31 23:59 last year", "last year", 1_234_567, 1_767_225_540, 60),
            ("-rwxr-xr-x+  1 a b 5 Nov 22 08:00 clock ahead", "clock ahead", 5, 1_795_334_400, 60),
            ("-rw-r--r-- 1 a b 5 Jan  1 00:00  leading blank", " leading blank", 5, 1_767_225_600, 60),
        ] as [(String, String, Int64, Int64, Int64)])
    func unixFiles(row: String, name: String, size: Int64, modified: Int64, precision: Int64) throws {
        let entry = try #require(unix(row))
        #expect(entry.name == Array(name.utf8))
        #expect(entry.kind == .file)
        #expect(entry.size == size)
        #expect(entry.modified == modified)
        #expect(entry.precision == precision)
    }

    @Test("folders, links and others")
    func unixKinds() {
        #expect(unix("drwxr-x--t   2 a b 4096 Nov 21 09:00 dir")?.kind == .folder)
        #expect(unix("drwxr-x--t   2 a b 4096 Nov 21 09:00 dir")?.mode == 0o1751)
        #expect(unix("drwxr-xr-x   2 a b 4096 Nov 21 09:00 ..")?.kind == .selfOrParent)
        #expect(unix("lrwxrwxrwx   1 a b 4 Nov 21 09:00 l -> to it")?.kind == .link(target: "to it"))
        #expect(unix("lrwxrwxrwx   1 a b 4 Nov 21 09:00 l -> to it")?.name == [0x6C])
        #expect(unix("prw-r--r--   1 a b 0 Nov 21 09:00 pipe")?.kind == .other("p"))
        #expect(UnixListing.parse(Array("total 12".utf8), now: Self.now) == .noise)
        #expect(UnixListing.parse([], now: Self.now) == .noise)
    }

    @Test(
        "rows of another form are not guessed at",
        arguments: [
            "01-02-24  10:00AM  <DIR> x", "hello world", "-rw-r--r-- 1 a b x Nov 21 09:00 n",
            "-rw-r--r-- 1 a b 5 Nov 21 09:00",
        ])
    func unknown(row: String) {
        #expect(UnixListing.parse(Array(row.utf8), now: Self.now) == .unknown)
    }

    @Test("hostile names are recognised", arguments: ["", ".", "..", "a/b", "/etc", "a\u{1B}b", "a\u{7F}"])
    func hostile(name: String) {
        #expect(!ListedEntry(name: Array(name.utf8), kind: .file).hasSafeName)
    }

    @Test("a listing is the same wherever it is split, with and without a last line end", arguments: 1...9)
    func lines(size: Int) throws {
        for end in ["\r\n", ""] {
            let bytes = Array("one\r\ntwo\n\r\nthree\(end)".utf8)
            var lines = ListingLines()
            var rows: [[UInt8]] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                rows += try lines.consume(bytes[start..<min(start + size, bytes.count)])
            }
            if let last = lines.finish() { rows.append(last) }
            #expect(rows.map { String(decoding: $0, as: UTF8.self) } == ["one", "two", "three"])
        }
    }

    @Test("what our server writes, our client reads")
    func roundTrip() throws {
        for (isFolder, mode) in [(false, UInt16(0o644)), (true, 0o755)] {
            let item = ListingFormat.Item(
                name: Array("a b".utf8), isFolder: isFolder, size: 12, modified: 1_795_253_100, mode: mode, unique: "1f"
            )
            let machine = try #require(
                MachineListing.parse(ListingFormat.machineRow(item, facts: Set(ListingFormat.facts), canWrite: true)))
            #expect(machine.kind == (isFolder ? .folder : .file))
            #expect(machine.modified == 1_795_253_100)
            #expect(machine.mode == mode)
            let row = try #require(unix(String(decoding: ListingFormat.unixRow(item, now: Self.now), as: UTF8.self)))
            #expect(row.name == item.name)
            #expect(row.mode == mode)
            #expect(row.modified == 1_795_253_100)
        }
    }

    @Test("line ends of text transfers", arguments: 1...5)
    func lineEnds(size: Int) {
        func convert(_ text: String, _ step: (inout LineEnds, [UInt8]) -> [UInt8]) -> String {
            var ends = LineEnds()
            let bytes = Array(text.utf8)
            var result: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                result += step(&ends, Array(bytes[start..<min(start + size, bytes.count)]))
            }
            return String(decoding: result + ends.finish(), as: UTF8.self)
        }
        #expect(convert("a\nb\r\n\n") { $0.toNetwork($1) }.utf8.elementsEqual("a\r\nb\r\n\r\n".utf8))
        #expect(convert("a\r\nb\rc\r\n") { $0.fromNetwork($1) }.utf8.elementsEqual("a\nb\rc\n".utf8))
    }
}
