internal import DeployModel

/// Gathers what the command line says about a task.
struct OverrideLayer {
    private(set) var layer = SettingsLayer()

    /// Takes a flag; nil is one that was not given.
    mutating func set(_ key: String, _ value: Bool?, as option: String? = nil) throws {
        try set(key, value.map { _ in OptionValue.bool(value == true) }, option ?? Self.option(key, value))
    }

    /// Takes a text.
    mutating func set(_ key: String, _ value: String?) throws {
        try set(key, value.map(OptionValue.string), Self.option(key, nil))
    }

    /// Takes a number.
    mutating func set(_ key: String, _ value: Int?) throws {
        try set(key, value.map(OptionValue.int), Self.option(key, nil))
    }

    /// Takes patterns.
    mutating func set(_ key: String, _ value: [String]?) throws {
        let option = Self.option(key, nil)
        try set(key, value.map { OptionValue.list($0.map { Located($0, .commandLine(option)) }) }, option)
    }

    private mutating func set(_ key: String, _ value: OptionValue?, _ option: String) throws {
        guard let value else { return }
        try Self.check(key, value, option)
        layer.settings[key] = .value(Located(value, .commandLine(option)))
    }

    /// The option as it is written: `--netrc` for `no_netrc: false`.
    private static func option(_ key: String, _ value: Bool?) -> String {
        let name = OptionTable[key]?.commandLineName ?? key
        guard let value else { return "--\(name)" }
        return value == key.hasPrefix("no_") ? "--no-\(name)" : "--\(name)"
    }

    private static func check(_ key: String, _ value: OptionValue, _ option: String) throws {
        switch (OptionTable[key]?.kind, value) {
        case (.int(let range)?, .int(let number)) where !range.contains(number):
            throw UsageError(
                message: "\(option) must be a number from \(range.lowerBound) to \(range.upperBound), not \(number)")
        case (.choice(let words)?, .string(let text)) where !words.contains(text),
            (.boolOr(let words)?, .string(let text)) where !words.contains(text):
            throw UsageError(message: "\(option) must be one of \(words.joined(separator: ", ")), not '\(text)'")
        case (.countOrPercent?, .string(let text)) where DeleteLimit(text) == nil:
            throw UsageError(message: "\(option) must be a number or a share such as 50%, not '\(text)'")
        case (.pathPatterns?, .list(let patterns))
        where key == "include" && patterns.contains { $0.value.hasPrefix("!") }:
            throw UsageError(message: "a pattern of --include brings back; '!' makes no sense in front of it")
        case (.modeRules?, .list(let rules)):
            guard let wrong = rules.first(where: { ModeRule($0.value) == nil }) else { return }
            throw UsageError(
                message: "\(option) must be octal digits and path patterns, not '\(wrong.value)'",
                help: "write --chmod '755 *.cgi'")
        default: break
        }
    }
}
