/// One item of an option whose items hold more than a text: a hook, a check.
package struct OptionEntry: Hashable, Sendable {
    /// The fields that are set.
    package var fields: [String: Located<OptionValue>]
    /// Where it stands.
    package var origin: Origin

    /// An entry from its parts.
    package init(fields: [String: Located<OptionValue>], origin: Origin) {
        self.fields = fields
        self.origin = origin
    }

    /// A field that is a text; nil where it is not set.
    package func text(_ key: String) -> String? {
        if case .string(let text)? = fields[key]?.value { text } else { nil }
    }

    /// A field that is a number; nil where it is not set.
    package func number(_ key: String) -> Int? {
        if case .int(let number)? = fields[key]?.value { number } else { nil }
    }

    /// A field that is a list; nil where it is not set.
    package func list(_ key: String) -> [String]? {
        if case .list(let items)? = fields[key]?.value { items.map(\.value) } else { nil }
    }
}

/// What an item of such an option can be.
package struct EntryShape: Hashable, Sendable {
    /// What one is called: "a hook".
    package let name: String
    /// The field that an item sets which is no mapping.
    package let shorthand: String
    /// The fields of a mapping.
    package let fields: [OptionSpec]
    /// The fields of which it has exactly one.
    package let actions: [String]

    /// The field with this key; nil where there is none.
    package subscript(key: String) -> OptionSpec? { fields.first { $0.key == key } }
}
