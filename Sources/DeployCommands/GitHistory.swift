/// What git knows of the folder that is deployed. Without git, or outside of a work tree, nothing is known.
struct GitHistory: Sendable {
    /// The local folder; nil where it is not on this machine.
    let folder: String?
    /// The commit whose files are deployed; nil where it is the work tree.
    var commit: String?

    /// The commit that is deployed; nil also where the folder holds what was never committed.
    func deployedCommit() async -> String? {
        if let commit { return commit }
        guard let head = await head() else { return nil }
        let status = await run(["status", "--porcelain", "--", "."])
        return status.code == 0 && status.word.isEmpty ? head : nil
    }

    private func head() async -> String? {
        if let commit { return commit }
        let answer = await run(["rev-parse", "--verify", "--quiet", "HEAD"])
        return answer.code == 0 && Git.isCommit(answer.word) ? answer.word : nil
    }

    /// Whether the commit that is deployed comes from this one; false also for one that was never fetched. Nil where
    /// there is no history to ask, or only the end of one (as CI services fetch it).
    func contains(_ older: String) async -> Bool? {
        guard Git.isCommit(older), let head = await head() else { return nil }
        switch await run(["merge-base", "--is-ancestor", older, head]).code {
        case 0: return true
        case 1: return false
        default: return await run(["rev-parse", "--is-shallow-repository"]).word == "false" ? false : nil
        }
    }

    private func run(_ arguments: [String]) async -> Git.Answer {
        guard let folder else { return Git.Answer(output: "", errors: "") }
        return await Git.run(arguments, in: folder)
    }
}
