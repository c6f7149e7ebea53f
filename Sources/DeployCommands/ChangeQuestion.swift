internal import DeployModel
internal import Presentation

/// Asks the person at the terminal whether changes shall be made.
struct ChangeQuestion: Sendable {
    let context: CommandContext
    /// The changes in words, a line each or as a tree.
    let list: @Sendable (ChangeSet) -> String

    /// Whether somebody is there.
    var isPossible: Bool { context.isInputTerminal && context.isTerminal }

    /// Shows the changes and asks.
    ///
    /// - Throws: ``ExitStatus/aborted`` where the answer is not yes; `CancellationError` on Ctrl-C.
    func ask(_ changes: ChangeSet) async throws {
        context.out(list(changes))
        context.out("\(ChangeText.summary(changes)). Go on? [y/N] ")
        let answer = try await context.readLine() ?? ""
        guard ["y", "yes"].contains(answer.lowercased().filter { !$0.isWhitespace }) else {
            context.out("Nothing was changed.\n")
            throw ExitStatus.aborted
        }
    }
}
