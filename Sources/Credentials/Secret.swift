/// A password: it can be used, but never shown. Every description of it is `***`.
package struct Secret: Hashable, Sendable {
    private let value: String

    /// A secret with this value.
    package init(_ value: String) { self.value = value }

    /// The value, for the one place that sends it.
    package var revealed: String { value }

    /// Whether it is the empty password (which is a password).
    package var isEmpty: Bool { value.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
