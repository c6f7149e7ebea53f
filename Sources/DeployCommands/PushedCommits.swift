internal import FileTree

/// What git tells a hook of pushed branches, and which of them are to be deployed. Pure.
enum PushedCommits {
    /// A branch and the commit that it points to now.
    struct Push: Hashable {
        /// The branch.
        var branch: String
        /// The whole name of the commit.
        var commit: String
    }

    /// The pushed branches that a pattern covers, in the order of the input; deleted ones are none.
    ///
    /// - Parameters:
    ///   - input: for `pre-push` lines of local ref, local commit, remote ref, remote commit; for `post-receive` old
    ///     commit, new commit, ref (githooks(5)).
    ///   - pattern: the branch's name, with `*` and `?` as in file names.
    static func wanted(_ input: String, _ moment: GitHook.Moment, branch pattern: String) -> [Push] {
        let matcher = NamePattern(pattern)
        return input.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            let parts: (ref: String, commit: String)? =
                switch (moment, words.count) {
                case (.prePush, 4): (words[2], words[1])
                case (.postReceive, 3): (words[2], words[1])
                default: nil
                }
            guard let parts, parts.ref.hasPrefix("refs/heads/"), Git.isCommit(parts.commit),
                !parts.commit.allSatisfy({ $0 == "0" })
            else { return nil }
            let branch = String(parts.ref.dropFirst("refs/heads/".count))
            return matcher.matches(branch) ? Push(branch: branch, commit: parts.commit) : nil
        }
    }
}
