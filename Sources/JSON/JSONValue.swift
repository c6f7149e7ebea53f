/// A JSON text to be written (RFC 8259), with the members of objects in the order in which they are given.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A member of an object.
    package struct Member: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The value.
        package let value: JSONValue
    }

    /// On one line.
    package var line: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .string(let text): Self.quoted(text)
        case .array(let items): "[\(items.map(\.line).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)): \($0.value.line)" }.joined(separator: ", "))}"
        }
    }

    /// On several lines, indented by two blanks a level; what fits on a line stays on it. Without a final line end.
    package var indented: String { indented(by: 0) }

    private func indented(by depth: Int) -> String {
        let line = line
        if line.count + depth < 80 { return line }
        let blanks = String(repeating: " ", count: depth + 2)
        let end = String(repeating: " ", count: depth)
        switch self {
        case .null, .bool, .int, .string: return line
        case .array(let items):
            return "[\n" + items.map { blanks + $0.indented(by: depth + 2) }.joined(separator: ",\n") + "\n\(end)]"
        case .object(let members):
            return "{\n"
                + members.map { "\(blanks)\(Self.quoted($0.name)): \($0.value.indented(by: depth + 2))" }
                .joined(separator: ",\n") + "\n\(end)}"
        }
    }

    /// A text in quotes; control characters and what would end the quotes are escaped.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // GitHub Actions would take ##[name] for a command, wherever it stands in a line.
            case "[" where result.utf8.suffix(2).elementsEqual("##".utf8): result += "\\u005b"
            case _
            where scalar.value < 0x20 || scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value)
                || scalar.value == 0x2028 || scalar.value == 0x2029:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    /// An object, with its members in the order of the literal.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
    /// An array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// A text.
    package init(stringLiteral value: String) { self = .string(value) }
    /// true or false.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A number.
    package init(integerLiteral value: Int) { self = .int(value) }
    /// null.
    package init(nilLiteral: ()) { self = .null }

    /// An object from members whose number is not known beforehand.
    package init(members: [(String, JSONValue)]) {
        self = .object(members.map { Member(name: $0.0, value: $0.1) })
    }
}
