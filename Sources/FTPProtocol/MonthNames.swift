/// The months as servers of different languages write them in listings.
enum MonthNames {
    /// The month, 1 to 12, for `Jan`, `janv.`, `янв` or `1月`; nil for other text.
    static func number(_ text: String) -> Int? {
        if text.isDigits { return nil }
        let word = (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
        return numbers[word] ?? signed(text).flatMap { (1...12).contains($0) ? $0 : nil }
    }

    /// The number before a Chinese, Japanese or Korean sign for year, month or day, in whatever encoding the sign is:
    /// digits, then one to three characters of which the first is not ASCII.
    static func signed(_ text: String) -> Int? {
        let digits = Substring(text.unicodeScalars.prefix { ("0"..."9").contains($0) })
        if digits.isEmpty { return nil }
        let sign = text.unicodeScalars.dropFirst(digits.utf8.count)
        guard digits.utf8.count <= 4, let first = sign.first, !first.isASCII, sign.count <= 3 else {
            return nil
        }
        return Int(digits)
    }

    /// A row per language and spelling, a word per month, `-` where the spelling above holds.
    private static let spellings = [
        "jan feb mar apr may jun jul aug sep oct nov dec",  // English
        "jan feb mär apr mai jun jul aug sep okt nov dez",  // German
        "jän - mrz - - - - - sept - - -",
        "janv févr mars avril mai juin juil août sept oct nov déc",  // French
        "- fév - avr - jui - aoû - - - -", "- fevr - - - - - aout - - - -",
        "ene feb mar abr may jun jul ago sep oct nov dic",  // Spanish
        "gen feb mar apr mag giu lug ago set ott nov dic",  // Italian
        "jan fev mar abr mai jun jul ago set out nov dez",  // Portuguese
        "jan feb mrt apr mei jun jul aug sep okt nov dec",  // Dutch
        "- - maa - - - - - - - - des",  // Dutch, Norwegian
        "янв фев мар апр май июн июл авг сен окт ноя дек",  // Russian
        "- февр марта - мая июня июля - сент - нояб -",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",  // Polish
    ]

    private static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        for spelling in spellings {
            for (index, word) in spelling.split(separator: " ").enumerated() where word != "-" {
                numbers[String(word)] = index + 1
            }
        }
        return numbers
    }()
}
