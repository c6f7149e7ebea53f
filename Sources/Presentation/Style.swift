/// Colours of a terminal, or none.
package struct Style: Sendable, Hashable {
    /// Whether escape sequences are written at all.
    package var usesColour: Bool

    /// A style with or without colour.
    package init(usesColour: Bool) { self.usesColour = usesColour }

    /// What a text means; decides its colour.
    package enum Role: Sendable, Hashable {
        case strong, faint, good, change, danger, warning

        var code: String {
            switch self {
            case .strong: "1"
            case .faint: "90"
            case .good: "32"
            case .change: "36"
            case .danger: "31"
            case .warning: "33"
            }
        }
    }

    /// `text` in the colour of its role.
    package func paint(_ text: String, _ role: Role) -> String {
        usesColour ? "\u{1B}[\(role.code)m\(text)\u{1B}[0m" : text
    }
}
