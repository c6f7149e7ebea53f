/// The options that one place sets: a task, `common_config`, the command line. Layers are laid over each other; what is
/// in none of them has its default.
package struct SettingsLayer: Hashable, Sendable {
    /// What an option is set to; a removal (`null`) stands for "as if nobody below had said anything".
    package enum Setting: Hashable, Sendable {
        case value(Located<OptionValue>)
        case removed
    }

    /// The settings by option key.
    package var settings: [String: Setting] = [:]
    /// What `key+:` adds to the list that the layers below give.
    package var additions: [String: [Located<String>]] = [:]

    /// Options that exclude each other: who sets one answers the question that the other one answers below.
    private static let rivals = ["here": "root", "root": "here", "prompt": "no_prompt", "no_prompt": "prompt"]

    /// A layer that says nothing.
    package init() {}

    /// This layer on top of another one.
    package func over(_ lower: SettingsLayer) -> SettingsLayer {
        var result = lower
        for (key, setting) in settings {
            if let rival = Self.rivals[key], settings[rival] == nil, case .value(let value) = setting,
                value.value == .bool(true)
            {
                result.settings[rival] = nil
            }
            result.settings[key] = setting
            result.additions[key] = nil
        }
        for (key, items) in additions {
            // Each once: a root that is reached on many ways must not bring its items along as often.
            var known = Set((result.additions[key] ?? []).map(\.value))
            result.additions[key, default: []] += items.filter { known.insert($0.value).inserted }
        }
        return result
    }

    /// The value of an option: what is set, else its default, with all additions behind it; nil where there is none.
    package func value(of spec: OptionSpec) -> Located<OptionValue>? {
        var result = spec.defaultValue.map { Located($0, .builtIn) }
        if case .value(let value)? = settings[spec.key] { result = value }
        guard let added = additions[spec.key], let last = added.last else { return result }
        // Without the list that is added to, there is no list.
        if case .unresolved? = result?.value { return result }
        var items: [Located<String>] = []
        if case .list(let list)? = result?.value { items = list }
        for item in added where !items.contains(where: { $0.value == item.value }) { items.append(item) }
        // Where the option was last spoken of is where a reader looks for it.
        return Located(.list(items), last.origin)
    }

    /// Whether anything is set for an option, and not taken away.
    package func sets(_ key: String) -> Bool {
        if case .value? = settings[key] { return true }
        return additions[key] != nil
    }
}
