internal import Subprocess

/// What git knows of the folder that is deployed. Without git, or outside of a work tree, nothing is known.
struct GitHistory: Sendable {
    /// The local folder; nil where it is not on this machine.
    let folder: String?

    /// The commit that is deployed; nil also where the folder holds what was never committed.
    func deployedCommit() async -> String? {
        guard let head = await head() else { return nil }
        let (output, code) = await run(["status", "--porcelain", "--", "."])
        return code == 0 && output.isEmpty ? head : nil
    }

    private func head() async -> String? {
        let (output, code) = await run(["rev-parse", "--verify", "--quiet", "HEAD"])
        return code == 0 && Self.isCommit(output) ? output : nil
    }

    /// Whether the commit that is checked out comes from this one; false also for one that was never fetched. Nil where
    /// there is no history to ask, or only the end of one (as CI services fetch it).
    func contains(_ commit: String) async -> Bool? {
        guard Self.isCommit(commit), await head() != nil else { return nil }
        switch await run(["merge-base", "--is-ancestor", commit, "HEAD"]).code {
        case 0: return true
        case 1: return false
        default: return await run(["rev-parse", "--is-shallow-repository"]).output == "false" ? false : nil
        }
    }

    /// A record on a server is not trusted to hold a commit: nothing else is handed to git.
    private static func isCommit(_ text: String) -> Bool {
        (40...64).contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
    }

    /// The first word of what git says, and its exit code; nil where it could not be run.
    private func run(_ arguments: [String]) async -> (output: String, code: Int32?) {
        guard let folder else { return ("", nil) }
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", folder] + arguments), output: .string(limit: 1 << 20),
            error: .discarded)
        guard let result, case .exited(let code) = result.terminationStatus else { return ("", nil) }
        return (String(result.standardOutput.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }), code)
    }
}
