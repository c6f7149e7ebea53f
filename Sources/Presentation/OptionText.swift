internal import DeployModel
internal import FileTree
internal import JSON

/// The value of an option for showing: secrets are `***`.
enum OptionText {
    /// In words, on one line; empty where there is none.
    static func text(_ value: Located<OptionValue>?, key: String) -> String {
        guard let value else { return "" }
        switch json(value, key: key) {
        case .string(let text): return VisibleName.of(text)
        case .array(let items):
            return items.map { if case .string(let text) = $0 { text } else { "" } }.joined(separator: ", ")
        case let other: return other.line
        }
    }

    /// As JSON.
    static func json(_ value: Located<OptionValue>, key: String) -> JSONValue {
        if OptionTable[key]?.isSecret == true { return "***" }
        switch value.value {
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .string(let text), .unresolved(let text, _): return .string(RemoteURL.masked(text))
        case .list(let items): return .array(items.map { .string($0.value) })
        }
    }
}

/// Names from files, safe for a terminal.
enum VisibleName {
    /// The text with control characters escaped.
    static func of(_ text: String) -> String { VisibleText.escaping(text) }
}
