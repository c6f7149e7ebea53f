import FTPProtocol
import Testing

@Suite("Rows of MLSD")
struct MachineRowTests {
    private static func entry(
        _ name: String, _ kind: ListedEntry.Kind, _ size: Int64? = nil, _ modified: Int64? = nil, mode: UInt16? = nil
    ) -> ListRow {
        .entry(ListedEntry(name: Array(name.utf8), kind: kind, size: size, modified: modified, mode: mode))
    }

    @Test(
        "facts in any case and order, missing, odd",
        arguments: [
            (
                "type=cdir;sizd=4096;modify=20200112102033;UNIX.mode=0755;UNIX.uid=2121;UNIX.gid=2121;unique=fe00gfda2d9; .",
                entry(".", .selfOrParent, 4_096, 1_578_824_433, mode: 0o755)
            ),
            ("Type=pdir;Perm=el; /home/joe", entry("/home/joe", .selfOrParent)),
            ("TYPE=DIR;UNIX.MODE=02775;  a ", entry(" a ", .folder, mode: 0o2775)),
            ("Modify=20200112102033.123;Type=File;Size=9223372036854775807; x", entry("x", .file, .max, 1_578_824_433)),
            ("modify=191200112102033;type=file; x", entry("x", .file, nil, 1_578_824_433)),
            ("type=file;size=7 NcFTPd", entry("NcFTPd", .file, 7)),
            ("type=file;size=7;lang;=;;x-other=a=b; x", entry("x", .file, 7)),
            ("type=file;unix.mode=0100644; x", entry("x", .file, mode: 0o644)),
            ("type=file;unix.mode=99;size=+1;modify=20201332000000; x", entry("x", .file)),
            ("type=OS.unix=blkdev;unix.mode=0660; sda", entry("sda", .other("OS.unix=blkdev"), mode: 0o660)),
            ("type=OS.unix=chr-13/29; tty", entry("tty", .other("OS.unix=chr-13/29"))),
            ("type=os.UNIX=SymLink; l", entry("l", .link(target: nil))),
            ("type=OS.unix=slink:/var/Www;size=8; l", entry("l", .link(target: "/var/Www"), 8)),
            ("type=OS.unix=slink:/a b/c d;size=8; l m; n", entry("l m; n", .link(target: "/a b/c d"), 8)),
            ("type=OS.unix=slink:/a b", entry("b", .link(target: "/a"))),
            ("perm=elcmp;modify=20200112102033; d", entry("d", .folder, nil, 1_578_824_433)),
            ("perm=adfrw; f", entry("f", .file)), ("sizd=4096; d", entry("d", .folder, 4_096)),
            ("perm=d; x", entry("x", .other("untyped"))), ("perm=el;type=file; x", entry("x", .file)),
        ] as [(String, ListRow)])
    func facts(row: String, expected: ListRow) {
        #expect(MachineListing.row(Array(row.utf8)) == expected)
    }

    @Test("rows that name something elsewhere are told apart", arguments: ["file", "dir", "OS.unix=slink:/a"])
    func elsewhere(type: String) {
        #expect(MachineListing.row(Array("type=\(type);size=1; ../up/x".utf8)) == .elsewhere(Array("../up/x".utf8)))
        #expect(MachineListing.row(Array("type=\(type); /".utf8)) == .elsewhere(Array("/".utf8)))
    }

    @Test(
        "what is no row",
        arguments: [("", .noise), ("type=file;size=1;x", .unknown), ("type=file; ", .unknown)] as [(String, ListRow)])
    func noRow(row: String, expected: ListRow) {
        #expect(MachineListing.row(Array(row.utf8)) == expected)
    }
}
