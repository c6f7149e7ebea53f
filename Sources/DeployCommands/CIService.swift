/// The service whose job this process is a step of, as far as it has a way of its own to be told things.
enum CIService: String, CaseIterable, Sendable {
    /// GitHub Actions, and what behaves like it (Gitea, Forgejo): annotations, groups of lines, outputs, a summary.
    case github
    /// GitLab CI: sections of the log.
    case gitlab
    /// Another one, or none: plain lines.
    case plain

    /// The one that the variables of the process tell of.
    static func detected(_ environment: [String: String]) -> CIService {
        if environment["GITHUB_ACTIONS"] == "true" { return .github }
        return environment["GITLAB_CI"] == "true" ? .gitlab : .plain
    }

    /// The one that a command line names; nil where it names none. Looked for before the line is parsed, because what is
    /// wrong with the line is told in the service's way as well.
    static func named(in arguments: [String]) -> CIService? {
        let words = arguments.prefix { $0 != "--" }
        guard let index = words.lastIndex(where: { $0 == "--ci" || $0.hasPrefix("--ci=") }) else { return nil }
        if words[index] != "--ci" { return CIService(rawValue: String(words[index].dropFirst(5))) }
        return words.indices.contains(index + 1) ? CIService(rawValue: words[index + 1]) : nil
    }
}
