internal import Subprocess
internal import SystemPackage

/// Calls of the `git` program.
enum Git {
    /// What a call came to.
    struct Answer: Sendable {
        /// Standard output.
        var output: String
        /// Standard error.
        var errors: String
        /// The exit code; nil where git could not be run.
        var code: Int32?

        /// The first word of the output.
        var word: String { String(output.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }) }
        /// The first line of the output, without its end.
        var line: String { String(output.prefix { !$0.isNewline }) }
    }

    /// Runs git in a folder.
    ///
    /// - Parameter environment: variables on top of those of this process.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:]
    ) async -> Answer {
        let variables = Dictionary(
            uniqueKeysWithValues: environment.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, String?.some(value)) }
            })
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", folder] + arguments),
            environment: .inherit.updating(variables), output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
        guard let result, case .exited(let code) = result.terminationStatus else {
            return Answer(output: "", errors: "git cannot be run")
        }
        return Answer(output: result.standardOutput, errors: result.standardError, code: Int32(code))
    }

    /// Whether a text is the whole name of a commit: what others have written is not handed to git otherwise.
    static func isCommit(_ text: String) -> Bool {
        (40...64).contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
    }
}
