internal import DeployModel
internal import Diagnostics
internal import FileTree
internal import JSON

/// The value of an option for showing: secrets are `***`.
enum OptionText {
    /// In words, on one line; empty where there is none.
    static func text(_ value: Located<OptionValue>?, key: String, _ sources: SourceTexts) -> String {
        guard let value else { return "" }
        switch json(value, key: key, sources) {
        case .string(let text): return VisibleText.escaping(text)
        case .array(let items):
            return items.map { if case .string(let text) = $0 { text } else { "" } }.joined(separator: ", ")
        case let other: return other.line
        }
    }

    /// An item that holds more than a text, with its fields in order. Addresses that are called may hold a key: of them only
    /// the beginning is shown.
    static func entry(_ entry: OptionEntry, of option: String, _ sources: SourceTexts) -> JSONValue {
        JSONValue(
            members: entry.fields.sorted { $0.key < $1.key }.map { key, value in
                let isAddress = key == "request" || option == "notify" && key == "url"
                if isAddress, case .string(let url) = value.value { return (key, .string(Hook.shown(url))) }
                return (key, json(value, key: "", sources))
            })
    }

    /// As JSON.
    static func json(_ value: Located<OptionValue>, key: String, _ sources: SourceTexts) -> JSONValue {
        if OptionTable[key]?.isSecret == true { return "***" }
        switch value.value {
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .string(let text), .unresolved(let text, _): return .string(sources.masked(text))
        case .list(let items): return .array(items.map { .string(sources.masked($0.value)) })
        case .entries(let entries): return .array(entries.map { entry($0, of: key, sources) })
        }
    }
}
