/// Whether a listing that ended with success holds all that the folder holds. The reply's text is all there is to tell
/// it by: servers say 226 as well where they stopped half-way or could not read the folder at all.
package enum ListingEnd: Hashable, Sendable {
    /// Nothing speaks against it.
    case complete
    /// The server says that it stopped, or announced more rows than came.
    case truncated
    /// A text in an unknown language, and as many rows as a limit might be.
    case possiblyTruncated
    /// The folder could not be read: the rows, if any, say nothing.
    case unreadable

    /// Judges the reply that ended a listing. `rows` is the number of all rows that came without `total 12`, but with
    /// those of `.` and `..`, because servers count them as well.
    ///
    /// Pure-FTPd (1.0.50, `ls.c`) ends every listing, LIST, NLST and MLSD alike, with `226 12 matches total`, and one
    /// that reached `LimitRecursion` (10,000 in its sample) with `226 Output truncated to 10000 matches`. The number is
    /// the one of the rows in both, and the sentence may have been compiled in any of 20 languages. So, of the last
    /// line without what stands in quotes (FileZilla repeats the path there):
    ///
    /// 1. a number and a known word for "cut" mean truncated;
    /// 2. else, with exactly one number in it and a known word for "in all": complete, unless it is `matches total` and
    ///    the number is greater than `rows`, which means that rows were lost: truncated;
    /// 3. else, with exactly one number, and that equal to `rows` and a multiple of 500, as limits are: possibly
    ///    truncated.
    ///
    /// Texts without a number (vsftpd, ProFTPD, IIS) are complete. ProFTPD's `ListOptions maxfiles` leaves no trace in
    /// a reply; it holds for LIST only, not for MLSD.
    ///
    /// A folder that cannot be read is a success without rows: vsftpd says `226 Transfer done (but failed to open
    /// directory).`, Pure-FTPd `226-Options: -a -l` and `226 0 matches total`, though with `-a` a folder has at least
    /// `.` and `..`.
    package static func judge(_ reply: Reply, rows: Int) -> ListingEnd {
        let text = unquoted(reply.text.lowercased())
        if text.contains("failed to open directory") { return .unreadable }
        let numbers = Self.numbers(text)
        let number = numbers.count == 1 ? numbers[0] : nil
        if number == 0, rows == 0, reply.lines.contains(where: { $0.hasPrefix("Options:") && $0.contains("-a") }) {
            return .unreadable
        }
        if !numbers.isEmpty, cut.contains(where: { text.contains($0) }) { return .truncated }
        guard let number else { return .complete }
        if text.contains("matches total"), number > rows { return .truncated }
        if inAll.contains(where: { text.contains($0) }) { return .complete }
        return number == rows && rows > 0 && rows.isMultiple(of: 500) ? .possiblyTruncated : .complete
    }

    /// The beginnings of "cut to", "limited to" in English, Portuguese and Spanish, French, Italian, German, Dutch,
    /// Polish, Czech, Russian, Chinese; in ASCII where the word allows it, because replies may come in any charset.
    private static let cut = [
        "truncat", "truncad", "tronqu", "troncat", "beschr", "afgekort", "obci", "zkr", "обрезан", "截短", "截斷", "截断",
    ]

    /// "in all" in English, French, Spanish, Portuguese, Italian, German, Dutch, Polish, Czech, Russian, Chinese.
    private static let inAll = [
        "matches total", "au total", "en total", "no total", "totali", "gesamt", "in totaal", "w sumie", "spolu",
        "совпадени", "总共",
    ]

    private static func unquoted(_ text: String) -> String {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0.isMultiple(of: 2) }.map { String(parts[$0]) }.joined(separator: " ")
    }

    /// The runs of digits in a text, at most three of them.
    private static func numbers(_ text: String) -> [Int] {
        text.split { !($0.isASCII && $0.isNumber) }.prefix(3).map { Int($0) ?? .max }
    }
}
