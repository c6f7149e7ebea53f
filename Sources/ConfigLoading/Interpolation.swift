/// Variables in texts: `${NAME}` and `${NAME:-default}`; `$${` writes `${`, any other `$` is itself.
enum Interpolation {
    /// A text with its variables filled in, and what there was to remark.
    struct Result: Hashable {
        /// The text; variables that are not set stay as they were written.
        var text = ""
        /// Whether a variable was filled in.
        var isChanged = false
        /// Whether the text is one variable and nothing else.
        var isWhole = false
        /// Names of variables that are not set and have no default.
        var unset: [String] = []
        /// What looks like a variable but is none, as it was written: it stays as it is.
        var odd: [String] = []
    }

    /// Fills in the variables of `environment`. As in a shell, a default also stands for an empty value.
    static func expand(_ text: String, environment: [String: String]) -> Result {
        guard text.contains("${") else { return Result(text: text) }
        var result = Result()
        result.isWhole = text.hasPrefix("${") && text.firstIndex(of: "}") == text.indices.last
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            let before = rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            if before.last == "$" {
                result.text += before.dropLast() + "${"
                result.isChanged = true
                continue
            }
            result.text += before
            guard let end = closingBrace(rest), let variable = Variable(rest[..<end]) else {
                if result.odd.count < 10 { result.odd.append("${\(rest.prefix(20).prefix { $0 != "}" })") }
                result.text += "${"
                continue
            }
            rest = rest[rest.index(after: end)...]
            fill(variable, environment, &result)
        }
        result.text += rest
        return result
    }

    /// The brace that ends a variable. Another `${` in front of it ends the search: there are no variables in defaults,
    /// and so each character is looked at only once.
    private static func closingBrace(_ text: Substring) -> String.Index? {
        var previous: Character?
        for index in text.indices {
            if text[index] == "}" { return index }
            if text[index] == "{", previous == "$" { return nil }
            previous = text[index]
        }
        return nil
    }

    private static func fill(_ variable: Variable, _ environment: [String: String], _ result: inout Result) {
        let value = environment[variable.name]
        if let fallback = variable.fallback, value?.isEmpty ?? true {
            result.text += fallback
        } else if let value {
            result.text += value
        } else {
            result.text += "${\(variable.name)}"
            result.unset.append(variable.name)
            return
        }
        result.isChanged = true
    }

    /// What stands between the braces.
    private struct Variable {
        let name: String
        let fallback: String?

        init?(_ text: Substring) {
            guard let match = text.wholeMatch(of: #/([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?/#.dotMatchesNewlines()) else {
                return nil
            }
            name = String(match.1)
            fallback = match.2.map(String.init)
        }
    }
}
