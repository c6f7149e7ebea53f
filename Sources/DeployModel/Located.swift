package import Diagnostics

/// Where a value comes from.
package enum Origin: Hashable, Sendable, Codable {
    /// A file, and the folder that relative paths in it are seen from.
    case file(SourceRange, folder: String)
    /// The command line, by the option as it is written there: `--timeout`, `--set timeout`.
    case commandLine(String)
    /// Nobody said anything: the option's default.
    case builtIn

    /// The place, if it is one in a file.
    package var range: SourceRange? { if case .file(let range, _) = self { range } else { nil } }

    /// In words: `site.yaml:3`, `--timeout`, `default`.
    package var description: String {
        switch self {
        case .file(let range, _): "\(range.file):\(range.start.line)"
        case .commandLine(let option): option
        case .builtIn: "default"
        }
    }
}

/// A value and where it comes from.
package struct Located<Value: Sendable>: Sendable {
    /// The value.
    package var value: Value
    /// Where it comes from.
    package var origin: Origin

    /// A value with its origin.
    package init(_ value: Value, _ origin: Origin) {
        self.value = value
        self.origin = origin
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
extension Located: Encodable where Value: Encodable {}
extension Located: Decodable where Value: Decodable {}
