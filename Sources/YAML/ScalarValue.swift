/// A scalar as YAML 1.1 types it: what PyYAML's safe loader, and so pyftpsync, makes of a plain scalar.
package enum ScalarValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    /// A date or a time stamp; nothing in a project file is one, so only its text is kept.
    case timestamp(String)
    case string(String)

    /// The type's name with its article, for messages.
    package var typeName: String {
        switch self {
        case .null: "nothing (null)"
        case .bool: "a boolean"
        case .int: "a number"
        case .float: "a decimal number"
        case .timestamp: "a date"
        case .string: "a text"
        }
    }
}

extension Node.Scalar {
    /// The typed value: quoted and block scalars are strings, plain ones follow YAML 1.1.
    package var value: ScalarValue {
        guard isPlain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .bool(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .bool(false)
        default: break
        }
        // Only these can begin a number or a date; "=" and words fall through quickly.
        guard let first = text.unicodeScalars.first, "+-.0123456789".unicodeScalars.contains(first) else {
            return .string(text)
        }
        if let int = YAMLNumber.int(text) { return .int(int) }
        if let float = YAMLNumber.float(text) { return .float(float) }
        if YAMLNumber.isTimestamp(text) { return .timestamp(text) }
        return .string(text)
    }
}
