/// Names in a row, for help.
package enum NameList {
    /// The names with commas between them; of many the first ones.
    package static func text(_ names: [String]) -> String {
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? "\(shown) … (\(names.count) in all)" : shown
    }
}
