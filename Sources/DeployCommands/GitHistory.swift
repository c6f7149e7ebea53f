internal import Subprocess

/// What git knows of the folder that is deployed. Without git, or outside of a work tree, nothing is known.
struct GitHistory: Sendable {
    /// The local folder; nil where it is not on this machine.
    let folder: String?

    /// The commit that is checked out.
    func head() async -> String? {
        let (output, isSuccess) = await run(["rev-parse", "--verify", "--quiet", "HEAD"])
        return isSuccess && Self.isCommit(output) ? output : nil
    }

    /// Whether the commit that is checked out comes from this one; false also for one that was never fetched. Nil where
    /// there is no history to ask.
    func contains(_ commit: String) async -> Bool? {
        guard Self.isCommit(commit), await head() != nil else { return nil }
        return await run(["merge-base", "--is-ancestor", commit, "HEAD"]).isSuccess
    }

    /// A record on a server is not trusted to hold a commit: nothing else is handed to git.
    private static func isCommit(_ text: String) -> Bool {
        (40...64).contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
    }

    private func run(_ arguments: [String]) async -> (output: String, isSuccess: Bool) {
        guard let folder else { return ("", false) }
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", folder] + arguments), output: .string(limit: 4_096),
            error: .discarded)
        guard let result else { return ("", false) }
        let text = result.standardOutput
        return (String(text.prefix { !$0.isWhitespace }), result.terminationStatus.isSuccess)
    }
}
