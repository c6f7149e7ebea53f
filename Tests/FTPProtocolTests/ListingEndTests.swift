import FTPProtocol
import Testing

@Suite("The end of a listing")
struct ListingEndTests {
    @Test(
        "the last line tells whether it is whole",
        arguments: [
            ("8 matches total", 8, .complete), ("10000 matches total", 10_000, .complete),
            ("Output truncated to 8 matches", 8, .truncated), ("Output truncated to 10000 matches", 9_990, .truncated),
            ("9 matches total", 8, .truncated), ("0 matches total", 0, .complete),
            ("Anzeige auf 8 Einträge beschränkt.", 8, .truncated),
            ("Anzeige auf 8 Eintr\u{FFFD}ge beschr\u{FFFD}nkt.", 8, .truncated),
            ("2000 Einträge gesamt.", 2_000, .complete), ("Sortie tronquee a 8 elements", 8, .truncated),
            ("2000 elements au total", 2_000, .complete), ("Salida truncada a 8 ocurrencias", 8, .truncated),
            ("2000 ocurrencias en total", 2_000, .complete),
            ("Output afgekort naar 8 overeenstemmingen", 8, .truncated),
            ("in totaal 2000 overeenstemmingen", 2_000, .complete), ("Вывод обрезан до 8 совпадений", 8, .truncated),
            ("2000 совпадений", 2_000, .complete), ("2000 가 일치됨", 2_000, .possiblyTruncated),
            ("1999 가 일치됨", 1_999, .complete), ("2000 개의 결과 표시", 2_000, .possiblyTruncated),
            ("2000 odpovídá 10000", 2_000, .complete), ("Directory send OK.", 2_000, .complete),
            ("Transfer complete", 2_000, .complete), ("Transfer complete (2000 bytes).", 17, .complete),
            ("Operation successful", 0, .complete), ("", 500, .complete),
            ("Successfully transferred \"/Beschreibung 500\"", 500, .complete),
            ("Transfer done (but failed to open directory).", 0, .unreadable),
        ] as [(String, Int, ListingEnd)])
    func judge(text: String, rows: Int, expected: ListingEnd) {
        #expect(ListingEnd.judge(Reply(226, text), rows: rows) == expected)
        #expect(
            ListingEnd.judge(Reply(226, ["Options: -a -l ", text]), rows: rows)
                == (text.hasPrefix("0 m") ? .unreadable : expected))
    }

    @Test("a folder that Pure-FTPd cannot read is not an empty one")
    func unreadable() {
        let refused = Reply(226, ["Sorry, we were unable to read [.]", "Options: -a -l ", "0 matches total"])
        #expect(ListingEnd.judge(refused, rows: 0) == .unreadable)
        #expect(ListingEnd.judge(Reply(226, ["Options: -l ", "0 matches total"]), rows: 0) == .complete)
    }

    @Test("numbers of any length do no harm")
    func overflow() {
        #expect(ListingEnd.judge(Reply(226, String(repeating: "9", count: 400)), rows: 1) == .complete)
        #expect(ListingEnd.judge(Reply(226, String(repeating: "9 ", count: 400)), rows: 9) == .complete)
    }
}
