package import Diagnostics

/// The value of an option, checked against its type in the option table.
package enum OptionValue: Hashable, Sendable {
    case bool(Bool)
    case int(Int)
    case string(String)
    /// Each item with its own place, because lists are put together from several.
    case list([Located<String>])
    /// Items that hold more than a text.
    case entries([OptionEntry])
    /// A text with a variable that is not set, or that makes a wrong value, and what to say when a task needs it: tasks
    /// that do not are not kept from running.
    case unresolved(String, [Diagnostic])
}
